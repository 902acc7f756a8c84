"""An editor's slip is refused with one sentence that names the file and the item."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import content_copies
from uitweg.platform.content import InvalidContent, check, load, report
from uitweg.platform.content.checks.links import FLAT_FILES
from uitweg.platform.content.files import strict_yaml


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return content_copies.with_whole_levels(tmp_path_factory.mktemp("strict") / "content")


@pytest.fixture
def root(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "content"))


def test_nothing_is_parsed_again_for_another_level() -> None:
    """A text that has to leave the cache before its next use is parsed once for each level."""
    strict_yaml._parsed.cache_clear()
    assert check() == []
    kept = strict_yaml._parsed.cache_info()

    assert kept.misses == kept.currsize > 100


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
    "a red flag that calls nobody we know": ("signals.yaml", "  call: emergency\n", "  call: the-mayor\n"),
    "a step that is no word": ("known-reasons.yaml", "steps: {youngster: coordinator-youngster", "steps: {youngster: 1"),
    "a feeling of neither answer": ("check.yaml", "feelings: {", "feelings: {calm2: [], "),
    "a lost word": ("words/nl/signals.yaml", "skips-school:", "skips-lessons:"),
    "an empty word": ("words/nl/phases.yaml", "title: Zoeken", 'title: ""'),
    "an unknown word": ("words/nl/signals.yaml", "  see: Spijbelt", "  sea: Spijbelt"),
    "a lost check word": ("words/nl/check.yaml", "submit:", "sumbit:"),
    "a step of a source its route hides": ("partner-routes.yaml", "mk27-minderjarigen, rechtbank-amsterdam-2021, uitweg-own]\n", "mk27-minderjarigen, uitweg-own]\n"),
    "a broken link": ("phases.yaml", "[answers-quick-money-ads]", "[answers-adverts]"),
    "a link to the unverified": ("phases.yaml", "[answers-quick-money-ads]", "[vanishing-messages]"),
    "an unverified thing asked": ("check.yaml", "[home-late,", "[sibling-changes-too,"),
    "a step to a hidden line": ("check.yaml", "contact: emergency", "contact: fier-chat"),
    "an unverified line shown": ("contacts.yaml", "  shown: false\n", ""),
    "hours without quotation marks": ("contacts.yaml", 'from: "11:00"', "from: 11:00"),
    "an hour that is none": ("contacts.yaml", 'from: "11:00"', 'from: "25:00"'),
    "hours of no known day": ("contacts.yaml", "{days: daily", "{days: mondays"),
    "hours with a strange key": ("contacts.yaml", "{days: daily,", "{days: daily, till: x,"),
    "nothing about holidays": ("contacts.yaml", "  on_holidays: usual\n", ""),
    "always open, and hours": ("contacts.yaml", "null\n  open:", "true\n  open:"),
    "a mistyped number": ("contacts.yaml", "number: 0900-8844", "number: 900-8844"),
    "a region's mistyped number": ("regions.yaml", "number: 0592 306 300", "number: 0592 306 301"),
    "a part of no country": ("regions.yaml", "part: north", "part: abroad"),
    "a mail to nobody": ("regions.yaml", "mail: mensenhandel@groningen.nl", "mail: groningen.nl"),
    "an unsafe region": ("regions.yaml", "url: \"https://veilig", "url: \"http://veilig"),
    "a region without a name": ("regions.yaml", "organisation: Fier", 'organisation: ""'),
    "a region without words": ("words/nl/regions.yaml", "drenthe:", "drente:"),
    "a question without words": ("words/nl/city-questions.yaml", "minors:", "majors:"),
    "a question to nobody": ("words/nl/city-questions.yaml", "  ask: \"Justis\"\n", ""),
    "a way of checking nobody knows": ("checks.yaml", "how: notes", "how: guess"),
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
    "a number without its place": ("words/nl/numbers.yaml", "shown: meer dan {n}", "shown: meer dan 2500"),
    "a number of nobody": ("numbers.yaml", "[nieuws-nl-2023]", "[hearsay]"),
    "a number in words": ("numbers.yaml", "value: 2500", "value: veel"),
    "a deck of no page": ("presentations.yaml", "page: at-school", "page: at-home"),
    "a deck with a lost heading": ("presentations.yaml", "see: Wat je hier ziet", "see: Wat je daar ziet"),
    "a deck that calls nobody": ("presentations.yaml", "[coordinator, safe-at-home, emergency]", "[coordinator, fier-chat]"),
    "a deck of no group": ("presentations.yaml", "groups: [money,", "groups: [riches,"),
    "a deck with a strange key": ("presentations.yaml", "  slug: school\n", "  slug: school\n  colour: red\n"),
    "a date that is none": ("phases.yaml", "checked_on: 2026-11-24", "checked_on: soon"),
}  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS.keys())
def test_a_slip_is_refused_and_reported(
    slip: tuple[str, str, str], root: Path, change: Callable[[str, str, str], None]
) -> None:
    change(*slip)

    with pytest.raises(InvalidContent) as refused:
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
    "no picture for nothing": ("signal-pictures.yaml", "order: 15, signals: []", "order: 15, signals: [home-late]"),
    "a red flag without the acute picture": ("signal-pictures.yaml", "held-or-missing, wants", "wants"),
}  # fmt: skip


LONG = "Hij " + "gaat en " * 12 + "komt."
NINE = "Hij loopt en zij rent en wij staan nu even heel stil. "
HARD = "Verantwoordelijkheidsgevoel veronderstelt gemeenschappelijke aansprakelijkheidsverdeling. "
LEADS_NOWHERE = {
    "a page that is behind its number": ("numbers.yaml", "value: 1637", "value: 1638"),
    "a deck with a lost number": ("presentations.yaml", "[seen-and-registered, pupils-approached, sentence]", "[seen-and-forgotten]"),
    "a slide without words": ("words/nl/slides.yaml", "number_sentence:", "number_prison:"),
    "a slide of a lost heading": ("words/nl/slides.yaml", "both: Dader en slachtoffer tegelijk", "both: Dader"),
    "a word missing in a whole level": ("words/en/signals.yaml", "skips-school:", "skips-lessons:"),
    "a button missing in a whole level": ("words/nl-a2/interface.yaml", "menu: ", "menus: "),
    "a second paragraph missing in a level": ("words/en/meldcode.yaml", "  more:", "  less:"),
    "a signal less in a level": ("words/en/phases.yaml", "  text:", "  text: ''\n  x:"),
    "a link to no page": ("words/nl/pages/in-it.md", "/veilig-bezoek/", "/veilig-thuis/"),
    "a link without a beginning": ("words/en/pages/in-it.md", "/veilig-bezoek/", "veilig-bezoek"),
    "a link without words": ("words/nl/pages/in-it.md", "[Veilig bezoek](", "[]("),
    "an unknown help line": ("words/nl/pages/my-child.md", "contact:emergency", "contact:fire"),
    "a hidden help line": ("words/nl/pages/my-child.md", "contact:emergency", "contact:fier-chat"),
    "an unknown list": ("words/nl/pages/forms.md", "{forms}", "{kinds}"),
    "an unknown promise": ("words/nl/pages/my-child.md", "{promises police", "{promises polite"),
    "an unverified law in a list": ("words/nl/pages/law.md", "{law}", "{law duress}"),
    "a page without a word for its tab": ("words/nl/interface.yaml", "tab_law:", "tab_wet:"),
    "an unsafe link": ("words/nl/pages/law.md", "{law}", "Kijk op http://wet.nl of bel.\n\n{law}"),
    "an unsafe source": ("sources.yaml", "where: ", "where: http://"),
    "an unsafe address of a line": ("contacts.yaml", "url: https://keerpunt", "url: http://keerpunt"),
    "a number on a page": ("words/nl/pages/law.md", "{law}", "Bel 06-105 994 58.\n\n{law}"),
    "a number of nobody": ("words/en/phases.yaml", "  text: ", "  text: Call +31 20 555 01 23. "),
    "a short number": ("words/nl-a2/phases.yaml", "  text: ", "  text: Bel 14 020. "),
    "a link typed by hand": ("words/nl/pages/law.md", "{law}", "Bel [nu](tel:112).\n\n{law}"),
    "Markdown where none is": ("words/nl/phases.yaml", "text: Ronselaars", "text: '**Let op** x' #"),
    "too long a sentence": ("words/nl/pages/law.md", "{law}", f"{LONG}\n\n{{law}}"),
    "too long a sentence in English": ("words/en/phases.yaml", "  text: ", f"  text: {LONG} "),
    "too long a sentence in easy Dutch": ("words/nl-a2/pages/law.md", "{law}", f"{LONG[:60]}\n\n{{law}}"),
    "too few short sentences": ("words/nl-a2/pages/law.md", "{law}", f"{NINE * 6}\n\n{{law}}"),
    "a promise half confirmed": ("promises.yaml", "confirmed_by: null", "confirmed_by: team lead"),
    "too hard a page": ("words/nl/pages/law.md", "{law}", f"{HARD * 40}\n\n{{law}}"),
}  # fmt: skip


@pytest.mark.parametrize("slip", LEADS_NOWHERE.values(), ids=LEADS_NOWHERE.keys())
def test_what_a_visitor_would_stumble_over_is_refused(
    slip: tuple[str, str, str], root: Path, change: Callable[[str, str, str], None]
) -> None:
    change(*slip)
    text, code = report(root)

    assert code == 1
    assert slip[0] in text


def test_a_date_112_in_a_sentence_and_a_number_from_the_list_are_no_slip(
    root: Path, change: Callable[[str, str, str], None]
) -> None:
    said = "Sinds 01-02-2026 geldt dit. Bel 112 of [](contact:police), 24/7. Zie 2024/1712."
    change("words/nl/pages/law.md", "{law}", f"{said}\n\n{{law}}")

    assert check(root) == []


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


def test_a_level_that_is_not_whole_falls_back_to_the_first_by_item(root: Path) -> None:
    level = "- {id: fy, order: 4, prefix: /fy, lang: fy, dir: ltr, whole: false, name: Frysk}\n"
    with (root / "levels.yaml").open("a", encoding="utf-8") as file:
        file.write(level)
    (root / "words/fy").mkdir()
    for file in FLAT_FILES:
        shutil.copy(root / "words/nl" / file, root / "words/fy")
    (root / "words/fy/phases.yaml").write_text(
        "spotting: {title: Sykje, text: Ronselders sykje jongerein.}\n", encoding="utf-8"
    )
    content = load(root, level="fy")

    assert [(p.title, p.lang) for p in content.phases[:2]] == [
        ("Sykje", "fy"),
        ("Vriend worden", "nl"),
    ]
    assert check(root) == []
    assert "fy     0 of 72" in report(root)[0]


def test_a_language_without_words_has_no_page(root: Path) -> None:
    level = "- {id: fy, order: 4, prefix: /fy, lang: fy, dir: ltr, whole: false, name: Frysk}\n"
    with (root / "levels.yaml").open("a", encoding="utf-8") as file:
        file.write(level)
    (root / "words/fy").mkdir()

    assert check(root) == []
    assert not load(root, level="fy").level.paths
