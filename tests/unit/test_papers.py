"""What stands on the papers to print, before they are typeset."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import segno

from tests.support.papers import LEVELS, SITE, built, paper, place, printed_words
from uitweg.knowledge.training.rules.papers import PAPERS, SIGNAL_CARDS
from uitweg.materials.cards import CALM_PAGE, CardAudience, balanced_columns, card_signals
from uitweg.materials.paper_parts import qr_words
from uitweg.materials.protocol import PLACES, protocol_paper
from uitweg.platform.content import load
from uitweg.platform.content.kinds.own_number import dialled
from uitweg.platform.content.loading import CONTENT_FOLDER
from uitweg.platform.content.values.values import SignalKind

NEW_NUMBER = "06-987 654 32"
TELLS = (
    "uitbuit|uitgebuit|mensenhandel|slachtoffer|dader|crimin|politie|coördinator|uitweg|gemeente"
    "|exploit|traffick|victim|offender|police|coordinator|meld|report|dwing|force|geheim|secret"
)
EVERY = [(paper.slug, level) for paper in PAPERS for level in LEVELS]


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of content/ in which the coordinator has another number."""
    folder = tmp_path_factory.mktemp("changed") / "content"
    shutil.copytree(CONTENT_FOLDER, folder)
    file = folder / "contacts.yaml"
    told = file.read_text(encoding="utf-8")
    old = load().contact("coordinator")
    told = told.replace(f"number: {old.number}", f"number: {NEW_NUMBER}")
    file.write_text(told.replace(old.tel, dialled(NEW_NUMBER)), encoding="utf-8")
    return folder


@pytest.mark.parametrize(("slug", "level"), EVERY)
def test_a_changed_number_changes_every_paper(slug: str, level: str, changed: Path) -> None:
    old = str(load().contact("coordinator").number)
    before = repr(built(slug, level))
    after = repr(built(slug, level, load(changed, level=level)))

    assert NEW_NUMBER in after
    assert old not in after
    assert before.count(old) == after.count(NEW_NUMBER) > 0


@pytest.mark.parametrize("level", LEVELS)
def test_the_card_on_an_a4_has_every_signal_and_each_once(level: str) -> None:
    content = load(level=level)
    for audience in CardAudience:
        words = built(SIGNAL_CARDS[audience]["a4"].slug, level, content)
        seen = [see for column in words["columns"] for group in column for see in group["sees"]]
        seen += [see for row in words["danger"] for see in row["sees"]]
        assert sorted(seen) == sorted(signal.see for signal in card_signals(content, audience))


def test_a_card_for_school_has_what_is_seen_at_school() -> None:
    seen = {signal.id for signal in card_signals(load(), CardAudience.SCHOOL)}

    assert {"skips-school", "violence-now"} <= seen
    assert "runs-away" not in seen


@pytest.mark.parametrize("page", ["a3", "a5"])
def test_what_is_read_in_passing_leaves_out_circumstances_and_says_so(page: str) -> None:
    words = built(SIGNAL_CARDS[CardAudience.GENERAL][page].slug)
    told = set(printed_words(words))

    assert any("meersignalen" in text for text in told)
    assert [
        signal.id
        for signal in load().signals
        if ("".join(signal.see.split()) in told) is (signal.kind is SignalKind.CIRCUMSTANCE)
    ] == []


def test_each_red_flag_stands_beside_the_number_it_is_for() -> None:
    content = load()
    for row in built("signalen-a4")["danger"]:
        for see in row["sees"]:
            [signal] = [each for each in content.signals if each.see == see]
            assert signal.call is not None
            assert row["number"] == content.contact(signal.call).number


@pytest.mark.parametrize("level", LEVELS)
def test_the_youngsters_card_tells_nothing(level: str) -> None:
    words = built("kaartjes", level)
    told = " ".join([*_texts(words), paper("kaartjes").slug, words["title"], words["qr"]["alt"]])

    assert re.findall(TELLS, told.lower()) == []
    assert SITE not in told
    assert words["call"]["number"] == load().contact("coordinator").number


def _texts(words: object) -> Iterator[str]:
    if isinstance(words, str):
        yield words
    elif isinstance(words, dict):
        for value in words.values():
            yield from _texts(value)
    elif isinstance(words, list | tuple):
        for value in words:
            yield from _texts(value)


def test_its_code_leads_to_a_page_with_a_tab_that_tells_nothing() -> None:
    path = load().page(CALM_PAGE).path

    assert built("kaartjes")["qr"]["runs"] == qr_words(SITE + path, "")["runs"]
    assert re.findall(TELLS, load().page(CALM_PAGE).text.title.lower()) == []


@pytest.mark.parametrize(
    "address", [SITE, f"{SITE}/makkelijk/signalen/", "https://a.nl/" + "x" * 90]
)
def test_the_runs_of_a_code_are_its_dark_squares(address: str) -> None:
    code = qr_words(address, "")
    drawn = {(x + step, y) for x, y, long in code["runs"] for step in range(long)}
    made = segno.make_qr(address, error="m")
    dark = {
        (x, y)
        for y, row in enumerate(made.matrix_iter(border=2))
        for x, square in enumerate(row)
        if square
    }

    assert drawn == dark
    assert code["size"] == made.symbol_size(border=2)[0]
    assert made.error in "MQH"


def test_columns_keep_the_order_and_the_longest_is_as_short_as_can_be() -> None:
    groups = [{"n": n} for n in (5, 1, 1, 1, 4)]
    columns = balanced_columns(groups, 2, lambda group: group["n"])

    assert [group for column in columns for group in column] == groups
    assert [sum(group["n"] for group in column) for column in columns] == [6, 6]
    assert balanced_columns(groups[:1], 2, lambda group: group["n"]) == [groups[:1]]


@pytest.mark.parametrize("level", LEVELS)
def test_each_place_of_the_protocol_has_a_name_of_its_own_and_says_what_it_is_for(
    level: str,
) -> None:
    content = load(level=level)
    words = protocol_paper(content, place())
    places = list(_places(words))

    assert len(places) == len(words["tooltips"]) == 45
    assert len(set(words["tooltips"].values())) == len(places)
    assert all("." not in name for name in words["tooltips"])


def _places(words: object) -> Iterator[dict[str, str]]:
    if isinstance(words, dict):
        if "tooltip" in words:
            yield words
        for value in words.values():
            yield from _places(value)
    elif isinstance(words, list):
        for value in words:
            yield from _places(value)


def test_every_section_of_the_protocol_has_its_places() -> None:
    assert set(PLACES) == {item.id for item in load().explanations["protocol"]}


def test_addresses_and_names_of_files_are_unlike() -> None:
    paths = [paper.path(load(level=level).level) for paper in PAPERS for level in LEVELS]
    names = [paper.file_name(load(level=level).level) for paper in PAPERS for level in LEVELS]

    assert len(set(paths)) == len(paths) == len(set(names)) == 48
