"""Every lesson to its end: by keyboard without JavaScript, along every choice, and in lynx."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import PHONE, WIDER, ZOOMED
from tests.browser.test_story_mother_in_lynx import lynx, press, save, saved
from tests.support.browsers import AWAY, WEATHER, Browsers, faults
from tests.support.installation import Installation
from uitweg.knowledge.training.public_views.lessons import lesson_address
from uitweg.knowledge.training.public_views.recall import round_address
from uitweg.platform.content import levels, load
from uitweg.platform.content.kinds.story_ways import targets, ways
from uitweg.platform.content.values.lessons import (
    ChoiceConsequence,
    Decision,
    Lesson,
    LessonStory,
    StoryEnding,
    Timeline,
)

LESSONS = [
    lesson
    for level in levels()
    for lesson in load(level=level.id).lessons
    if lesson.level == level.id
]
STORIES = {lesson_address(lesson): lesson.story for lesson in LESSONS} | {
    round_address(lesson, each): story
    for lesson in LESSONS
    for each, story in lesson.rounds.items()
}
DAILY = ("/makkelijk/leren/sam/", "/leren/school/maand/", "/leren/huisarts/kwartaal/")
"""A whole story, with every kind of part, and two rounds: one where waiting is right, a short one."""
EACH_STORY = pytest.mark.parametrize(
    ("address", "story"),
    [
        pytest.param(address, story, id=address, marks=[] if address in DAILY else pytest.mark.long)
        for address, story in STORIES.items()
    ],
)
EACH_LESSON = pytest.mark.parametrize(
    "lesson",
    [
        pytest.param(lesson, id=lesson.id, marks=pytest.mark.long if nth else [])
        for nth, lesson in enumerate(LESSONS)
    ],
)
"""Every day the first; what holds for every lesson's graph is asked in tests/unit."""
FOCUSED = "document.activeElement.getAttribute('href') || document.activeElement.type"
SHOWN = """[...document.querySelectorAll(".part")].filter(part => part.checkVisibility())
  .map(part => part.id).join()"""
NARROWEST = 120
"""Pixels of a line on paper: in fewer hardly two words fit."""


def anchor(story: LessonStory, name: str) -> str:
    return f"#d{story.number_by_name[name]}"


def press_to(page: Page, address: str) -> None:
    """Press Tab until the link to this address has the focus, then Enter."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED) == address:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"no way to {address} by Tab on {page.url}")


def few_ways(story: LessonStory) -> Iterator[tuple[str, ...]]:
    """Yield ways, as names of parts, that together take every choice at least once."""
    left = {part.name for part in story.parts}
    for way in ways(story):
        names = tuple(part.name for part in way)
        if left & set(names):
            left -= set(names)
            yield names


@pytest.fixture
def keyboard(browsers: Browsers) -> Page:
    return browsers.visitor(javascript=False, width=PHONE["width"], height=PHONE["height"])


@EACH_STORY
def test_a_story_is_finished_by_keyboard_without_javascript(
    keyboard: Page, browsers: Browsers, address: str, story: LessonStory
) -> None:
    asked: list[str] = []
    seen: set[str] = set()
    keyboard.on("request", lambda request: asked.append(request.url))
    for names in few_ways(story):
        keyboard.goto("about:blank")
        keyboard.goto(browsers.city.public + address)
        asked.clear()
        press_to(keyboard, anchor(story, names[0]))
        for name, onward in zip(names, (*names[1:], ""), strict=True):
            seen.add(name)
            shows_only(keyboard, story, name)
            part = story.part_by_name[name]
            if isinstance(part, Timeline):
                marks_some(keyboard, story, part)
            if isinstance(part, StoryEnding):
                break
            press_to(keyboard, anchor(story, onward))
        assert asked == []
    assert seen == set(story.part_by_name)


def shows_only(page: Page, story: LessonStory, name: str) -> None:
    part, own = story.part_by_name[name], page.locator(anchor(story, name))
    expect(own).to_be_focused()
    assert page.locator(".part:visible").count() == 1
    if isinstance(part, ChoiceConsequence):
        heads = own.locator("h2, h3").all_inner_texts()
        why = "Waarom wachten hier goed is" if part.is_waiting else "Waarom"
        assert heads == ["Wat er gebeurt", why, "Wat ook kon"]
        (choice,) = (
            each
            for decision in story.parts
            if isinstance(decision, Decision)
            for each in decision.choices
            if each.to == name
        )
        expect(own.locator(".was b")).to_have_text(choice.words.replace("*", ""))
    else:
        expect(own.locator("h2").first).to_have_text(part.heading)


def marks_some(page: Page, story: LessonStory, part: Timeline) -> None:
    """Tick the first signal and the first other moment with the space bar, and read the result."""
    signal = next(at for at, each in enumerate(part.moments) if each.signal)
    other = next(at for at, each in enumerate(part.moments) if not each.signal)
    for at in range(len(part.moments)):
        page.keyboard.press("Tab")
        if at in (signal, other):
            page.keyboard.press("Space")
    press_to(page, f"{anchor(story, part.name)}z")
    expected = {signal: "gezien.", other: "vals alarm."}
    for at, moment in enumerate(part.moments):
        word = expected.get(at, "gemist." if moment.signal else "geen signaal.")
        shown = page.locator(anchor(story, part.name)).locator(".result .v").nth(at)
        assert shown.inner_text().lower() == word
    expect(page.locator(".unticked:visible")).to_have_count(0)


@EACH_LESSON
def test_nothing_ticked_has_its_own_words_and_no_count(browsers: Browsers, lesson: Lesson) -> None:
    story = lesson.story
    timeline = next(part for part in story.parts if isinstance(part, Timeline))
    page = browsers.visitor(lesson_address(lesson) + anchor(story, timeline.name))
    page.locator(f'[href="{anchor(story, timeline.name)}z"]').click()

    expect(page.locator(".unticked:visible")).to_have_count(1)
    expect(page.locator(".ticked:visible")).to_have_count(0)
    words = {word.lower() for word in page.locator(".result .v:visible").all_inner_texts()}
    assert words == {"gemist.", "geen signaal."}


@EACH_LESSON
def test_back_goes_to_the_part_before_and_snel_weg_leaves_no_part_behind(
    browsers: Browsers, lesson: Lesson
) -> None:
    story, page = lesson.story, browsers.visitor()
    browsers.stand_in(page, AWAY, WEATHER)
    page.goto(browsers.city.public + lesson_address(lesson))
    first = story.parts[0].name
    page.locator(f'[href="{anchor(story, first)}"]').first.click()
    page.locator(f'.part:target [href="{anchor(story, targets(story.parts[0])[0])}"]').click()
    page.go_back()
    assert page.evaluate(SHOWN) == anchor(story, first)[1:]
    page.go_forward()

    page.get_by_role("link", name="Snel weg").click()
    page.wait_for_url(AWAY)
    page.go_back()

    assert "/leren/" not in page.url or page.locator(".part").count() == 0


def test_this_device_remembers_where_a_professional_was_until_vergeet(browsers: Browsers) -> None:
    lesson = next(lesson for lesson in LESSONS if lesson.level == "nl")
    page = browsers.visitor(
        lesson_address(lesson) + anchor(lesson.story, lesson.story.parts[0].name)
    )
    page.goto(browsers.city.public + "/leren/")
    page.goto(browsers.city.public + lesson_address(lesson))
    on = page.get_by_role("link", name="Ga verder waar je was")
    expect(on).to_have_attribute("href", anchor(lesson.story, lesson.story.parts[0].name))

    page.get_by_role("button", name="Vergeet dat").click()

    expect(on).to_have_count(0)
    assert page.evaluate("localStorage.length") == 0


def test_of_a_lesson_for_youngsters_the_device_keeps_nothing(browsers: Browsers) -> None:
    for lesson in LESSONS:
        if lesson.level == "nl-a2":
            page = browsers.visitor(lesson_address(lesson) + "#d1")
            assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.long
@EACH_LESSON
def test_axe_finds_nothing_and_nothing_runs_off(
    browsers: Browsers, axe: str, lesson: Lesson
) -> None:
    kinds = {type(part): part.name for part in lesson.story.parts}
    anchors = ["", *(anchor(lesson.story, name) for name in kinds.values())]
    anchors.append(f"{anchor(lesson.story, kinds[Timeline])}z")
    addresses = [lesson_address(lesson) + each for each in anchors]
    addresses += [f"{lesson_address(lesson)}herhalen/", "/leren/"]
    page = browsers.visitor("/", width=360, height=740)
    found: list[str] = []
    for number, address in enumerate(addresses):
        page.emulate_media(color_scheme="dark" if number % 2 else "light")
        page.set_viewport_size(PHONE)
        page.goto("about:blank")
        page.goto(browsers.city.public + address)
        found += [f"{address}: {fault}" for fault in faults(page, axe)]
        for size in (PHONE, ZOOMED):
            page.set_viewport_size(size)
            found += [f"{address} {size}"] if page.evaluate(WIDER) else []
    assert found == []


@pytest.mark.long
def test_on_paper_stands_every_part_with_where_each_choice_leads(browsers: Browsers) -> None:
    for lesson in LESSONS:
        page = browsers.visitor(lesson_address(lesson) + "#d2")
        page.emulate_media(media="print")
        assert page.locator(".part:visible").count() == len(lesson.story.parts)
        text = page.locator("main").inner_text()
        for part in lesson.story.parts:
            assert f"Deel {lesson.story.number_by_name[part.name]}." in text
            if isinstance(part, Decision):
                for choice in part.choices:
                    assert f"(naar deel {lesson.story.number_by_name[choice.to]})" in text
        assert "Kies opnieuw" not in text
        widths = page.locator(".result p:visible").evaluate_all(
            "all => all.map(p => p.clientWidth)"
        )
        assert not [width for width in widths if width < NARROWEST]
        signals = page.locator(".result .signal .v").all_inner_texts()
        assert signals
        assert set(signals) == {"Signaal."}


@EACH_LESSON
def test_a_lesson_is_finished_in_lynx(
    installation: Installation, tmp_path: Path, lesson: Lesson
) -> None:
    story = lesson.story
    way = next(ways(story))
    keys = press("Begin het verhaal")
    for part in way:
        if isinstance(part, Decision):
            keys += press(part.choices[0].words[:30])
        elif isinstance(part, ChoiceConsequence | Timeline):
            keys += press(f"{part.onward[0]} (naar deel")
    lynx(installation.public + lesson_address(lesson), keys + save("whole"), tmp_path)

    text = re.sub(r"\s+", " ", saved(tmp_path, "whole"))
    for part in story.parts:
        number = story.number_by_name[part.name]
        assert f"Deel {number}." in text
    assert "aangekruist: gezien, niet aangekruist: gemist" in text
    assert "Ga verder waar je was" not in text
