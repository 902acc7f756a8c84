"""An editor's slip is refused with one sentence that names the file and the item."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from uitweg.content import Refused, check, load, report
from uitweg.content.loading import ROOT


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT, tmp_path / "content"))


@pytest.fixture
def change(root: Path) -> Callable[[str, str, str], None]:
    def change(file: str, old: str, new: str) -> None:
        text = (root / file).read_text(encoding="utf-8")
        assert old in text
        (root / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


SLIPS = {
    "an unknown key": ("signals.yaml", "  ref: sch1\n", "  ref: sch1\n  colour: red\n"),
    "a missing key": ("signals.yaml", "  ref: sch1\n", ""),
    "a wrong kind": ("signals.yaml", "kind: circumstance", "kind: rumour"),
    "a wrong type": ("signals.yaml", "sudden_matters: false", "sudden_matters: perhaps"),
    "an unlisted source": ("signals.yaml", "[amsterdam-criminele-uitbuiting,", "[hearsay,"),
    "no source": ("vulnerabilities.yaml", "sources: [amsterdam-criminele-uitbuiting]", "sources: []"),
    "a twin": ("signals.yaml", "- id: grades-drop", "- id: skips-school"),
    "a twin key": ("signals.yaml", "  ref: sch1\n", "  ref: sch1\n  ref: sch1\n"),
    "an unknown group": ("signals.yaml", "group: school", "group: sports"),
    "a red flag nobody is called for": ("signals.yaml", "  call: emergency\n", ""),
    "a lost word": ("words/nl/signals.yaml", "skips-school:", "skips-lessons:"),
    "an empty word": ("words/nl/phases.yaml", "title: Zoeken", 'title: ""'),
    "an unknown word": ("words/nl/signals.yaml", "  see: Spijbelt", "  sea: Spijbelt"),
    "a lost check word": ("words/nl/check.yaml", "submit:", "sumbit:"),
    "a broken link": ("phases.yaml", "[answers-quick-money-ads]", "[answers-adverts]"),
    "a link to the unverified": ("phases.yaml", "[answers-quick-money-ads]", "[vanishing-messages]"),
    "an unverified thing asked": ("check.yaml", "[home-late,", "[sibling-changes-too,"),
    "a step to a hidden line": ("check.yaml", "contact: emergency", "contact: childrens-line"),
    "an unverified line shown": ("contacts.yaml", "  shown: false\n", ""),
    "a mistyped number": ("contacts.yaml", "number: 0900-8844", "number: 900-8844"),
    "a reason on nothing": ("signal-pictures.yaml", "{id: tonight, signals: [job-tonight]}", "{id: tonight, signals: [mood-swings]}"),
    "a reason without words": ("words/nl/signal-pictures.yaml", "    tonight:", "    tomorrow:"),
    "a source never seen": ("sources.yaml", "seen: V}", "seen: X}"),
    "an item without an id": ("signals.yaml", "- id: skips-school\n", "- ref2: x\n"),
    "a group without words": ("check.yaml", "- id: money\n", "- id: riches\n"),
    "words that are no keys": ("words/nl/phases.yaml", "spotting:\n", "spotted: x\nspotting:\n"),
    "a list that is none": ("phases.yaml", "signals: [answers-quick-money-ads]", "signals: [1]"),
    "a line without a way in": ("contacts.yaml", "  url: https://keerpunt.chat\n", ""),
    "a source without a day": ("sources.yaml", "checked_on: 2026-11-24", "checked_on: null"),
    "a calm red flag": ("check.yaml", "red_flags: [", "red_flags: [home-late, "),
    "an unreadable file": ("phases.yaml", "items:", "items: ["),
    "a date that is none": ("phases.yaml", "checked_on: 2026-11-24", "checked_on: soon"),
}  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS.keys())
def test_a_slip_is_refused_and_reported(
    slip: tuple[str, str, str], root: Path, change: Callable[[str, str, str], None]
) -> None:
    change(*slip)

    with pytest.raises(Refused) as refused:
        load(root)
    text, code = report(root)

    assert slip[0] in str(refused.value)
    assert "\n" not in str(refused.value)
    assert code == 1
    assert str(refused.value) in text


LOOSE = {
    "a source nobody rests on": (
        "sources.yaml",
        "items:\n",
        "items:\n- {id: old, title: t, publisher: p, where: w.nl, seen: V}\n",
    ),
    "a ref used twice": ("signals.yaml", "ref: sch2", "ref: sch1"),
    "a signal asked twice": ("check.yaml", "[home-late,", "[home-late, skips-school,"),
    "no picture for nothing": ("signal-pictures.yaml", "core: []", "core: [home-late]"),
    "a red flag without the acute picture": ("signal-pictures.yaml", "held-or-missing, wants", "wants"),
}  # fmt: skip


@pytest.mark.parametrize("slip", LOOSE.values(), ids=LOOSE.keys())
def test_what_only_shows_in_the_whole_is_reported(
    slip: tuple[str, str, str], root: Path, change: Callable[[str, str, str], None]
) -> None:
    change(*slip)

    assert check(root)


def test_all_slips_are_reported_at_once(
    root: Path, change: Callable[[str, str, str], None]
) -> None:
    change("signals.yaml", "  ref: sch1\n", "")
    change("contacts.yaml", "number: 0900-8844", "number: 900-8844")

    assert {"skips-school", "police"} <= {problem.id for problem in check(root)}


def test_a_file_that_is_missing_is_said(root: Path) -> None:
    (root / "promises.yaml").unlink()

    assert "promises.yaml: the file is missing." in [str(problem) for problem in check(root)]


def test_a_reading_level_falls_back_to_the_first_by_item(root: Path) -> None:
    (root / "words" / "en").mkdir()
    (root / "words/en/phases.yaml").write_text(
        "spotting: {title: Spotting, text: Recruiters look for young people.}\n", encoding="utf-8"
    )
    content = load(root, level="en")

    assert [(p.title, p.lang) for p in content.phases[:2]] == [
        ("Spotting", "en"),
        ("Vriend worden", "nl"),
    ]
    assert check(root) == []
