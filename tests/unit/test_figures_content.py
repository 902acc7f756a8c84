"""content/figures.yaml and its words: what an editor is told when something is wrong."""

from pathlib import Path

import pytest

from tests.support import content_copies
from uitweg.platform.content import load
from uitweg.platform.content.checks.checking import check
from uitweg.platform.content.files.folder import ContentFolder
from uitweg.platform.content.loading import CONTENT_FOLDER, read_content
from uitweg.platform.content.values.figures import NO_PUBLISHER, FigurePublisher, Licence

WORDS = "words/nl/figures.yaml"
NO_ADDRESS = "should be an address such as https://city.example/page"
PUBLISHER = [
    ("\npublisher:", "\npublishers:", "publisher is missing."),
    ('\n  name: ""', "", "publisher: name is missing."),
    ('\n  name: ""', "\n  name: 14", "publisher: name should be words."),
    ('identifier: ""', "identifier: gm0363", f"publisher: identifier {NO_ADDRESS}"),
    ('identifier: ""', "identifier: http://a.example/", f"publisher: identifier {NO_ADDRESS}"),
    ('identifier: ""', "identifier: javascript:alert(1)", f"publisher: identifier {NO_ADDRESS}"),
    ('place: ""', "place: 'https://a.example/ b'", f"publisher: place {NO_ADDRESS}"),
    ('place: ""', "place: 'https://me:pw@a.example'", f"publisher: place {NO_ADDRESS}"),
    ('contact: ""', "contact: https://localhost", f"publisher: contact {NO_ADDRESS}"),
    ('email: ""', "email: mailto:a@b.example", "publisher: email should be an address such as"),
    ('email: ""', "email: nobody", "publisher: email should be an address such as"),
    ("licence: http://", "licence: https://", "publisher: licence should be one of: http://crea"),
    (
        "by/4.0/deed.nl\nsources",
        "by-nd/4.0/deed.nl\nsources",
        "publisher: licence should be one of: http://",
    ),
    ('email: ""', 'email: ""\n  phone: "14 020"', "publisher: phone is not a key we know."),
]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return content_copies.with_whole_levels(tmp_path_factory.mktemp("figures") / "content")


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        (WORDS, "table.act:", "table.acts:", "table.act: has no words."),
        (WORDS, "source.answers:", "source.answer:", "source.answer: these words belong to no"),
        (WORDS, "  tab: Cijfers\n", "", "page: tab is missing."),
        (WORDS, "boy: jongen, ", "", "dimension.sex: boy is missing."),
        (WORDS, "boy: jongen, ", "boy: jongen, man: man, ", "man is not a key we know."),
        ("figures.yaml", "dimensions: [act]", "dimensions: [acts]", "act: acts does not exist."),
        ("figures.yaml", "source: answers", "source: answer", "answer does not exist."),
        ("figures.yaml", "\ntables:", "\ntable:", "figures.yaml: table is not a key we know."),
        *(
            ("figures.yaml", old, new, f"figures.yaml: {problem}")
            for old, new, problem in PUBLISHER
        ),
    ],
)
def test_a_mistake_is_told_in_one_sentence(
    shipped: Path, file: str, old: str, new: str, problem: str
) -> None:
    path = shipped / file
    whole = path.read_text(encoding="utf-8")
    assert old in whole
    path.write_text(whole.replace(old, new, 1), encoding="utf-8")
    try:
        found = [str(each) for each in check(shipped)]
    finally:
        path.write_text(whole, encoding="utf-8")

    assert any(problem in each for each in found), found


def test_a_city_says_its_own_and_keeps_what_it_does_not_say(tmp_path: Path) -> None:
    (tmp_path / "figures.yaml").write_text(
        "publisher:\n  name: Gemeente  Voorbeeldstad\n"
        "  identifier: https://identifier.overheid.nl/tooi/id/gemeente/gm0000\n"
        '  place: ""\n  email: cijfers@voorbeeldstad.example\n'
        "  contact: https://www.voorbeeldstad.example/open-data?vraag=1#nu\n"
        f"  licence: {Licence.CC_ZERO}\n"
    )
    content, problems = read_content(ContentFolder(CONTENT_FOLDER, tmp_path), "nl")

    assert (content is None, problems) == (False, [])
    assert content is not None
    assert content.figures.publisher == FigurePublisher(
        name="Gemeente Voorbeeldstad",
        identifier="https://identifier.overheid.nl/tooi/id/gemeente/gm0000",
        place="",
        email="cijfers@voorbeeldstad.example",
        contact="https://www.voorbeeldstad.example/open-data?vraag=1#nu",
        licence=Licence.CC_ZERO,
    )
    assert content.figures.tables == load().figures.tables
    assert load().figures.publisher == NO_PUBLISHER
