"""Stories with choices: how they are read, what is refused, and which ways go through them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.stories import FILE, TIMELINE, consequence, example, read
from uitweg.platform.content import levels, load
from uitweg.platform.content.files.strict_yaml import InvalidContent
from uitweg.platform.content.kinds.story_ways import (
    LESSON,
    REPEAT,
    StoryPlace,
    longest_minutes,
    part_seconds,
    places_of,
    problems_of,
    targets,
    ways,
)
from uitweg.platform.content.values.lessons import (
    Choice,
    ChoiceConsequence,
    Decision,
    LessonPart,
    LessonStory,
    StoryEnding,
    Timeline,
)

WHOLE = example()


def test_a_story_is_read_part_by_part() -> None:
    story = read(WHOLE)

    assert (story.title, story.lead) == ("De auto bij het hek", "Je bent mentor.")
    assert story.parts[0] == Decision(
        "k1",
        "Dag 1",
        "Hij zit *stil*.",
        (Choice("Je wacht.", "", "wacht1"), Choice("Je vraagt", "hoe het gaat.", "vraag1")),
    )
    assert story.parts[1] == ChoiceConsequence(
        "wacht1", "Hij knikt.", "Daarom.", True, "Iets anders.", ("Verder", "k2")
    )
    timeline = story.part_by_name["twee-weken"]
    assert isinstance(timeline, Timeline)
    assert [moment.signal for moment in timeline.moments][2:4] == [
        "always-reachable",
        "sudden-expensive-things",
    ]
    assert story.parts[-1] == StoryEnding(
        "klaar",
        "Wat je meeneemt",
        "Je hoeft het niet zeker te weten.",
        ("Vraag advies", "contact:coordinator"),
    )
    assert list(problems_of(story, LESSON, "nl")) == []


MISREAD = {
    "no title": (
        "# De auto bij het hek\n",
        "",
        "",
        "it begins with a title (# …) and a paragraph.",
    ),
    "no lead": ("Je bent mentor.\n", "", "", "it begins with a title (# …) and a paragraph."),
    "no parts": (WHOLE[WHOLE.index("## keuze k1") :], "", "", "it has no parts (## keuze …)."),
    "unknown kind": (
        *("## keuze k1: Dag 1", "## vraag k1: Dag 1", "vraag k1: Dag 1"),
        "a part begins with keuze, gevolg, tijdlijn or einde and a name.",
    ),
    "name in capitals": (
        *("## keuze k1: Dag 1", "## keuze K1: Dag 1", "keuze K1: Dag 1"),
        "a part begins with keuze, gevolg, tijdlijn or einde and a name.",
    ),
    "heading on a consequence": (
        *("## gevolg wacht1", "## gevolg wacht1: Stil", "wacht1"),
        "this part should have no heading.",
    ),
    "no heading on a decision": (
        *("## keuze k1: Dag 1", "## keuze k1", "k1"),
        "this part should have a heading after a colon.",
    ),
    "no choices": (
        *("- [Je wacht.](wacht1)\n- [Je vraagt](vraag1) hoe het gaat.\n", "", "k1"),
        "it ends in a list of choices.",
    ),
    "one choice": ("- [Je wacht.](wacht1)\n", "", "k1", "it has two to four choices."),
    "five choices": (
        *("- [Je wacht.](wacht1)\n", "- [Je wacht.](wacht1)\n" * 4, "k1"),
        "it has two to four choices.",
    ),
    "a choice without link": (
        *("- [Je wacht.](wacht1)", "- Je wacht.", "k1"),
        "a choice begins with a link: Je wacht.",
    ),
    "a list below a choice": (
        *("- [Je wacht.](wacht1)", "- [Je wacht.](wacht1)\n  - stil", "k1"),
        "a choice begins with a link: [Je wacht.](wacht1)",
    ),
    "a decision without text": (
        *("Hij zit *stil*.\n", "", "k1"),
        "here stands text, without a heading.",
    ),
    "a heading in a text": (
        *("Hij zit *stil*.", "### Stil\n\nHij zit.", "k1"),
        "here stands text, without a heading.",
    ),
    "no why": (
        *("### Waarom wachten hier goed is\n\nDaarom.\n", "", "wacht1"),
        "after what happens come “Waarom” and “Wat ook kon”.",
    ),
    "another why": (
        *("### Waarom wachten hier goed is", "### Omdat", "wacht1"),
        "after what happens come “Waarom” and “Wat ook kon”.",
    ),
    "no way on": ("[Verder](k2)", "Verder.", "wacht1", "it ends in a line that is only a link."),
    "no moments": (
        *(TIMELINE[TIMELINE.index("- maandag") : TIMELINE.index("[Verder]")], "", "twee-weken"),
        "it has a paragraph, a list of moments and a link.",
    ),
    "a moment without when": (
        *("- maandag: Nieuwe", "- Nieuwe", "twee-weken"),
        "a moment is “when: what” and a verdict: Nieuwe schoenen.",
    ),
    "a moment without verdict": (
        *("  - niets: Een cadeau.\n", "", "twee-weken"),
        "a moment is “when: what” and a verdict: maandag: Nieuwe schoenen.",
    ),
    "another verdict": (
        *("  - niets: Een cadeau.", "  - misschien: Een cadeau.", "twee-weken"),
        "a moment is “when: what” and a verdict: maandag: Nieuwe schoenen.",
    ),
    "four moments": (
        *("- zaterdag: Hij slaapt uit.\n  - niets: Het is weekend.\n", "", "twee-weken"),
        "it has five to nine moments, two or more of each kind.",
    ),
    "one signal": (
        *("signaal always-reachable:", "niets:", "twee-weken"),
        "it has five to nine moments, two or more of each kind.",
    ),
    "an ending without a step": (
        *("[Vraag advies](contact:coordinator)", "Bel.", "klaar"),
        "it ends in a line that is only a link.",
    ),
    "an ending without text": (
        *("Je hoeft het niet zeker te weten.\n", "", "klaar"),
        "here stands text, without a heading.",
    ),
}


@pytest.mark.parametrize(("old", "new", "name", "sentence"), MISREAD.values(), ids=MISREAD)
def test_what_cannot_be_read_is_refused_in_one_sentence(
    old: str, new: str, name: str, sentence: str
) -> None:
    assert old in WHOLE

    with pytest.raises(InvalidContent) as refused:
        read(WHOLE.replace(old, new, 1))

    problem = refused.value.problem
    assert (problem.file, problem.id, problem.sentence) == (FILE, name, sentence)


LONG = "Hij zit *stil*. " + "Hij zegt niets meer. " * 600
WRONG = {
    "a name twice": (
        "## gevolg vraag1",
        "## gevolg wacht1",
        ("wacht1", "two parts have this name."),
    ),
    "a link to nothing": (
        *("[Verder](k2)", "[Verder](k9)"),
        ("wacht1", "it leads to k9, and there is no such part."),
    ),
    "a choice that skips its consequence": (
        *("(wacht1)", "(k2)"),
        ("k1", "k2: a choice leads to a gevolg, and nothing else does."),
    ),
    "a consequence that leads to one": (
        *("[Verder](k2)", "[Verder](wacht2)"),
        ("wacht1", "wacht2: a choice leads to a gevolg, and nothing else does."),
    ),
    "a consequence of two choices": (
        *("(vraag1)", "(wacht1)"),
        ("wacht1", "two choices lead here; a gevolg belongs to one."),
    ),
    "a way back": (
        "[Verder](k3)",
        "[Verder](k1)",
        ("k1", "a way leads back to here, so it does not end."),
    ),
    "a part nobody reaches": (
        *(
            "## einde klaar",
            "## einde nooit: Niets\n\nTekst.\n\n[Verder](/hulp/)\n\n## einde klaar",
        ),
        ("nooit", "no way leads here."),
    ),
    "too few choices": (
        *("[Verder](k2)", "[Verder](k3)"),
        ("", "a way has 3 to 4 choices; it should be 4 to 9."),
    ),
    "a way without a timeline": (
        *("[Verder](twee-weken)", "[Verder](klaar)"),
        ("", "a way has no tijdlijn."),
    ),
    "no waiting": (
        *("### Waarom wachten hier goed is", "### Waarom"),
        ("", "there is no case in which waiting is right."),
    ),
    "too long": (
        *("Hij zit *stil*.", LONG),
        ("", "the longest way takes 14.1 minutes, more than 10."),
    ),
}


@pytest.mark.parametrize(("old", "new", "problem"), WRONG.values(), ids=WRONG)
def test_a_story_that_does_not_end_well_is_named(
    old: str, new: str, problem: tuple[str, str]
) -> None:
    assert old in WHOLE

    assert problem in list(problems_of(read(WHOLE.replace(old, new, 1)), LESSON, "nl"))


def test_a_story_does_not_begin_with_a_consequence() -> None:
    head, rest = WHOLE.split("## keuze k1", 1)
    story = read(head + consequence("eerst", "k1") + "## keuze k1" + rest)

    found = list(problems_of(story, LESSON, "nl"))

    assert ("eerst", "a story begins with a keuze or a tijdlijn.") in found


def test_a_case_that_repeats_is_short() -> None:
    found = list(problems_of(read(WHOLE), REPEAT, "nl"))

    assert found == [("", "a way has 4 to 4 choices; it should be 1 to 3.")]


def test_the_longest_way_counts_reading_choosing_and_marking() -> None:
    story = read(WHOLE)
    longest = (
        max(sum(part_seconds(part, "nl") for part in way) for way in ways(story)) + 3 * 60 / 200
    )  # the lead

    assert longest_minutes(story, "nl") == pytest.approx(longest / 60)
    assert part_seconds(story.parts[0], "nl") == 15 + 12 * 60 / 200
    assert longest_minutes(story, "nl-a2") > longest_minutes(story, "nl")


def test_each_part_knows_its_stop_and_the_way_back() -> None:
    places = places_of(read(WHOLE))

    assert places["k1"] == StoryPlace(stop=1, stops=6, choice=1, choices=4, back=())
    assert places["vraag2"] == StoryPlace(stop=2, stops=6, choice=2, choices=4, back=("k2",))
    assert places["k3"].back == ("k2",)
    assert places["twee-weken"] == StoryPlace(stop=5, stops=6, choice=4, choices=4, back=("k4",))
    assert places["klaar"] == StoryPlace(stop=6, stops=6, choice=4, choices=4, back=("twee-weken",))


@st.composite
def stories(draw: st.DrawFn) -> LessonStory:
    """Draw a story of which every choice leads somewhere, forward or back, whole or not."""
    count = draw(st.integers(1, 5))
    names = [f"k{number}" for number in range(count)] + ["klaar"]
    parts: list[LessonPart] = []
    for number, name in enumerate(names[:-1]):
        outcomes = [f"g{number}{letter}" for letter in "ab"]
        choices = tuple(Choice("Je", "gaat.", each) for each in outcomes)
        parts.append(Decision(name, "Dag", "Tekst.", choices))
        for outcome in outcomes:
            to = draw(st.sampled_from(names))
            parts.append(ChoiceConsequence(outcome, "Dan.", "Dus.", False, "Of.", ("Verder", to)))
    parts.append(StoryEnding("klaar", "Klaar", "Tekst.", ("Hulp", "/hulp/")))
    return LessonStory("Titel", "Begin.", tuple(parts))


@given(stories())
def test_a_story_without_problems_of_its_links_ends_on_every_way(story: LessonStory) -> None:
    about_links = {sentence for name, sentence in problems_of(story, LESSON, "nl") if name}
    has_loop = any("does not end" in sentence for sentence in about_links)

    assert has_loop == any(returns(story, part.name) for part in story.parts)
    if about_links:
        return
    places = places_of(story)
    for way in ways(story):
        assert isinstance(way[-1], StoryEnding)
        stops = [places[part.name].stop for part in way if not isinstance(part, ChoiceConsequence)]
        assert stops == sorted(set(stops))
        for part in way:
            place = places[part.name]
            assert 1 <= place.stop <= place.stops
            assert 0 <= place.choice <= place.choices


def returns(story: LessonStory, name: str) -> bool:
    """Return whether a walk over all links from a part comes back to it."""
    ahead, seen = list(targets(story.part_by_name[name])), set[str]()
    while ahead:
        at = ahead.pop()
        if at == name:
            return True
        if at not in seen:
            seen.add(at)
            ahead += targets(story.part_by_name[at])
    return False


def test_the_levels_share_their_stories() -> None:
    """A story is read once, not for each level: that took the doors half a second to start."""
    stories = [[lesson.story for lesson in load(level=each.id).lessons] for each in levels()[:3]]

    assert all(
        one is other for each in stories[1:] for one, other in zip(stories[0], each, strict=True)
    )
