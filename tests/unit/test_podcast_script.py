"""The podcast's scripts: their format, and how a voice says a number."""

from pathlib import Path
from shutil import copytree

import pytest
from msgspec.structs import replace

from uitweg.platform.content import load
from uitweg.platform.content.files.strict_yaml import InvalidContent
from uitweg.platform.content.kinds.podcast import read_script
from uitweg.platform.content.loading import CONTENT_FOLDER, read_content
from uitweg.platform.content.values.podcast import spoken_number, spoken_text, written_text

SCRIPT = "# De jas\n\nOver een jas.\n\n## Begin\n\nverteller: Dit is verzonnen.\n\nmentor: Dag."


def test_a_script_has_a_title_a_lead_and_chapters_of_spoken_lines() -> None:
    script = read_script(SCRIPT, "x.md")

    assert (script.title, script.lead) == ("De jas", "Over een jas.")
    [chapter] = script.chapters
    assert [line.speaker for line in chapter.lines] == ["verteller", "mentor"]


@pytest.mark.parametrize(
    "broken",
    [
        SCRIPT.replace("# De jas\n\n", "", 1),
        SCRIPT.replace("Over een jas.\n\n", ""),
        SCRIPT.replace("## Begin", "### Begin"),
        SCRIPT.replace("mentor: Dag.", "Dag."),
        SCRIPT + "\n\n## Leeg",
        SCRIPT + "\n\n- een lijst",
        "# De jas\n\nOver een jas.",
        "",
    ],
)
def test_what_is_no_script_is_refused_with_its_file(broken: str) -> None:
    with pytest.raises(InvalidContent, match=r"x\.md"):
        read_script(broken, "x.md")


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("[](contact:coordinator)", "[](contact:nobody)", "no number that is shown"),
        ("[](contact:coordinator)", "[](contact:keerpunt)", "no number that is shown"),
        ("[](contact:coordinator)", "[hier](/hulp/)", "can be said"),
        ("mentor:", "moeder:", "not in speakers"),
        ("verteller: Dit verhaal", "mentor: Dit verhaal", "begins"),
    ],
)
def test_a_wrong_line_of_an_episode_is_a_problem(
    tmp_path: Path, old: str, new: str, why: str
) -> None:
    root = Path(copytree(CONTENT_FOLDER, tmp_path / "content"))
    file = root / "words/nl/podcast/de-jas.md"
    file.write_text(file.read_text().replace(old, new, 1))

    _, problems = read_content(root, "nl")

    assert [problem.file for problem in problems if why in problem.sentence] == [
        "words/nl/podcast/de-jas.md"
    ]


def test_a_voice_says_a_number_digit_by_digit() -> None:
    assert spoken_number("06-105 994 58") == ("nul zes, één nul vijf, negen negen vier, vijf acht")
    assert spoken_number("112") == "één één twee"


def test_each_episode_is_invented_says_so_first_and_ends_with_a_number() -> None:
    content = load()
    assert len(content.episodes) == 2
    for episode in content.episodes:
        first, *_, last = episode.script.chapters
        assert "Dit verhaal is verzonnen." in first.lines[0].text
        assert any("contact:coordinator" in line.text for line in last.lines)
        assert any("contact:emergency" in line.text for line in last.lines)


def test_a_changed_number_is_said_and_written_anew() -> None:
    contacts = {each.id: each for each in load().contacts}
    contacts["coordinator"] = replace(contacts["coordinator"], number="06-00 00 00 01")
    line = "Bel [](contact:coordinator)."

    assert spoken_text(line, contacts) == "Bel nul zes, nul nul, nul nul, nul nul, nul één."
    assert written_text(line, contacts) == "Bel 06-00 00 00 01."
