"""A city's own content lies over ours: what it changed stays, the rest follows each new version."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from uitweg.platform.content import InvalidContent, load, report
from uitweg.platform.content.files.folder import ContentFolder
from uitweg.platform.content.files.own_content import mark_seen, own_report, take
from uitweg.platform.content.loading import CONTENT_FOLDER
from uitweg.platform.content.own_files import check_own_files
from uitweg.site.operations.cli import main

ROOT = Path(__file__).resolve().parents[2]
WORDS, PAGE = "words/nl/lines.yaml", "words/nl/pages/law.md"
FIRST = {
    "levels.yaml": "items:\n- {id: nl}\n- {id: en}\n",
    "pages.yaml": "items:\n- {id: law}\n",
    "lines.yaml": "for_all: {owner: us, checked_on: 2026-01-01}\nitems:\n"
    "- {id: care, number: '1'}\n- {id: police, number: '2'}\n- {id: old, number: '3'}\n",
    WORDS: "care: {name: Zorg, when: Altijd}\npolice: {name: Politie, when: Soms}\n"
    "old: {name: Oud, when: Nooit}\n",
    PAGE: "# De wet\nEen regel.\n",
}
SECOND = FIRST | {
    "lines.yaml": "for_all: {owner: us, checked_on: 2026-06-01}\nitems:\n"
    "- {id: care, number: '10', chat: true}\n- {id: police, number: '20'}\n- {id: new, number: '4'}\n",
    WORDS: "care: {name: Zorg, when: Overdag, also: Chat}\npolice: {name: De politie, when: Soms}\n"
    "new: {name: Nieuw, when: Nu}\n",
    PAGE: "# De wet\nEen andere regel.\n",
}
Write = Callable[[str, dict[str, str]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write the files of a folder of content below tmp_path."""

    def written(folder: str, files: dict[str, str]) -> Path:
        for name, text in files.items():
            (tmp_path / folder / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / folder / name).write_text(text, "utf-8")
        return tmp_path / folder

    return written


@pytest.fixture
def city(write: Write, tmp_path: Path) -> ContentFolder:
    """A city that took two files and a page of the first version, and changed what is in care."""
    (tmp_path / "own").mkdir()
    folder = ContentFolder(write("first", FIRST), tmp_path / "own")
    for name in ("lines.yaml", WORDS, PAGE):
        take(folder, name, version="1")
    change(folder, "lines.yaml", "id: care, number: '1'", "id: care, number: '99'")
    change(folder, WORDS, "name: Zorg, when: Altijd", "name: Onze zorg, when: Altijd")
    return folder


def change(folder: ContentFolder, name: str, old: str, new: str) -> None:
    file = (folder.own or Path()) / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def upgraded(city: ContentFolder, write: Write) -> ContentFolder:
    return ContentFolder(write("second", SECOND), city.own)


def items(folder: ContentFolder) -> dict[str, dict[str, object]]:
    return {item["id"]: item for item in folder.raw("lines.yaml")["items"]}


def test_what_the_city_changed_is_shown_and_the_rest_is_ours(city: ContentFolder) -> None:
    assert items(city)["care"]["number"] == "99"
    assert items(city)["police"]["number"] == "2"
    assert city.raw(WORDS)["care"] == {"name": "Onze zorg", "when": "Altijd"}


def test_a_new_version_comes_in_except_where_the_city_changed_something(
    city: ContentFolder, write: Write
) -> None:
    new = upgraded(city, write)

    assert items(new)["police"]["number"] == "20"
    assert items(new)["care"] | {"chat": True} == items(new)["care"]
    assert items(new)["care"]["number"] == "99"
    assert list(items(new)) == list(new.raw(WORDS)) == ["care", "police", "new"]
    assert new.raw(WORDS)["care"] == {"name": "Onze zorg", "when": "Altijd", "also": "Chat"}


def test_a_changed_fact_keeps_the_day_on_which_the_city_says_it_was_checked(
    city: ContentFolder, write: Write
) -> None:
    days = {id: str(item["checked_on"]) for id, item in items(upgraded(city, write)).items()}

    assert days == {"care": "2026-01-01", "police": "2026-06-01", "new": "2026-06-01"}


def test_what_the_city_adds_is_there_in_each_version(city: ContentFolder, write: Write) -> None:
    change(city, WORDS, "police:", "ours: {name: Van ons, when: Nu}\npolice:")

    for version in (city, upgraded(city, write)):
        assert version.raw(WORDS)["ours"] == {"name": "Van ons", "when": "Nu"}


def test_a_page_is_the_citys_as_soon_as_it_differs(city: ContentFolder, write: Write) -> None:
    new = upgraded(city, write)
    assert "andere" in new.path(PAGE).read_text("utf-8")

    change(city, PAGE, "Een regel.", "Onze regel.")

    assert "Onze" in new.path(PAGE).read_text("utf-8")


def test_a_new_version_says_what_changed_under_the_citys_own(
    city: ContentFolder, write: Write
) -> None:
    assert own_report(city)[1] is False
    lines, to_look_at = own_report(new := upgraded(city, write))

    assert to_look_at
    assert [line.strip() for line in lines if "care:" in line] == [
        "care: we changed this since; yours is shown. Ours now:"
    ] * 2
    assert "-when: Altijd" in [line.strip() for line in lines]
    assert not any("police" in line for line in lines)
    for name in ("lines.yaml", WORDS):
        mark_seen(new, name)
    assert own_report(new)[1] is False
    assert items(new)["police"]["number"] == "20"


def test_a_file_that_a_new_version_dropped_stops_nothing(
    city: ContentFolder, write: Write, tmp_path: Path
) -> None:
    new = upgraded(city, write)
    (tmp_path / "second" / PAGE).unlink()
    change(city, PAGE, "Een regel.", "Onze regel.")

    check_own_files(new)

    assert not new.exists(PAGE)
    assert "this version has no such file any more" in "\n".join(own_report(new)[0])


def test_what_was_taken_cannot_be_changed_unseen(city: ContentFolder) -> None:
    change(city, f".taken/{WORDS}", "Politie", "Iets anders")

    with pytest.raises(InvalidContent, match="should stay as it was taken"):
        own_report(city)


@pytest.mark.parametrize("name", ["line.yaml", "words/nl/pages/laws.md", "words/xx/lines.yaml"])
def test_a_file_that_is_none_of_ours_is_refused(
    city: ContentFolder, write: Write, name: str
) -> None:
    write("own", {name: "care: {}\n"})

    with pytest.raises(InvalidContent, match=f"{name}: is no file of content/."):
        check_own_files(city)


@pytest.mark.parametrize("name", ["words/en/lines.yaml", "words/en/pages/law.md", "README.md"])
def test_a_translation_that_we_lack_and_a_readme_are_welcome(
    city: ContentFolder, write: Write, name: str
) -> None:
    write("own", {name: "care: {}\n", ".git/config": "x"})

    check_own_files(city)


def link_outside(own: Path) -> None:
    (own / "levels.yaml").symlink_to("/etc/passwd")


def link_to_a_folder(own: Path) -> None:
    (own / "cases").symlink_to("/etc")


def too_large(own: Path) -> None:
    (own / "levels.yaml").write_bytes(b"#" * 1_000_001)


def not_text(own: Path) -> None:
    (own / "levels.yaml").write_bytes(b"\xff\xfe")


def anybody_writes(own: Path) -> None:
    own.chmod(0o777)


def a_pipe(own: Path) -> None:
    os.mkfifo(own / "levels.yaml")


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (link_outside, "outside the folder"),
        (link_to_a_folder, "link to a folder"),
        (too_large, "larger than 1 MB"),
        (not_text, "is not UTF-8"),
        (anybody_writes, "chmod o-w"),
        (a_pipe, "no plain file"),
        (shutil.rmtree, "is no folder"),
    ],
)
def test_a_folder_that_is_not_plain_files_is_refused(
    city: ContentFolder, harm: Callable[[Path], object], why: str
) -> None:
    harm(city.own or Path())

    with pytest.raises(InvalidContent, match=why):
        check_own_files(city)


def test_a_file_can_be_taken_once_and_only_one_of_ours(city: ContentFolder) -> None:
    for name, why in (
        (PAGE, "already"),
        ("nothing.yaml", "no file of content"),
        ("../x", "no file"),
    ):
        with pytest.raises(InvalidContent, match=why):
            take(city, name, version="1")
    with pytest.raises(InvalidContent, match="is not in"):
        mark_seen(city, "../first/levels.yaml")


def test_all_of_our_content_is_read_with_a_citys_words_in_it(tmp_path: Path) -> None:
    folder = ContentFolder(CONTENT_FOLDER, tmp_path)
    take(folder, name := "words/nl/contacts.yaml", version="1")
    change(folder, name, "name: Zorgcoördinator mensenhandel", "name: Het meldpunt")

    assert load(folder).contact("coordinator").name == "Het meldpunt"
    assert load(folder).contact("emergency") == load().contact("emergency")


def test_a_problem_says_that_it_is_in_the_citys_own_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UITWEG_CONTENT", str(tmp_path))
    (tmp_path / "levels.yaml").write_text("items: 1\n")

    assert report() == (
        "1 thing wrong in content/:\n  levels.yaml: items should be a list. (your own file)",
        1,
    )


def test_broken_own_content_stops_each_command_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "contacts.yaml").write_text("items: [")
    told = {"UITWEG_CONTENT": str(tmp_path), "UITWEG_DATA": str(tmp_path / "data")}

    done = subprocess.run(
        [sys.executable, "-m", "uitweg.site", "migrate"],
        env=os.environ | told,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "contacts.yaml: cannot be read" in done.stderr


def test_the_commands_of_the_document_do_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("UITWEG_CONTENT", str(tmp_path))
    lines = re.findall(r"^\./run (.+)$", (ROOT / "docs/own-content.md").read_text("utf-8"), re.M)

    assert [main(line.split()) for line in lines] == [0] * len(lines)
    said = capsys.readouterr().out
    assert {"take", "list", "seen"} <= {line.split()[1] for line in lines if " " in line}
    assert "is yours to change" in said
    assert {path.stat().st_mode & 0o044 for path in tmp_path.rglob("*")} == {0o044}
    assert "as you took it, so it follows ours" in said
