"""Slides of what one does: say, leave, do, the meldcode, whom one calls and what happens then."""

from collections.abc import Iterator

from uitweg.knowledge.training.rules.slide_making import LONG, MIDDLE, SHORT, DeckMaking
from uitweg.knowledge.training.rules.slide_text import number_of, section_of, shortened
from uitweg.knowledge.training.rules.slides import CallLine, Card, PointStyle, Slide, SlideLook
from uitweg.platform.content.values.podcast import HEADINGS_ON_PAGES

WHAT_IT_IS, WHEN_YOU_CALL = HEADINGS_ON_PAGES["both"], HEADINGS_ON_PAGES["need_not"]
FIRST_STEPS = ("call", "safety", "listening", "first-talk")
MELDCODE_STEPS = ("signals", "consult", "talk", "weigh", "decide")
_POINT_LETTERS, _WHEN_LETTERS = 120, 80


def doing(making: DeckMaking) -> Iterator[Slide]:
    """Yield what to say, what to leave and what to do, from these readers' own page."""
    headings, words = making.presentation.headings, making.words
    wanted = [
        (headings.do, words["say_do"], SHORT),
        (headings.say, words["say_say"], MIDDLE),
        (headings.leave, words["say_leave"], LONG),
    ]
    for heading, say, least in wanted:
        if heading and making.minutes >= least:
            section = section_of(making.page, heading, making.content)
            points = tuple(shortened(point, _POINT_LETTERS) for point in section.points)
            more = section.points if points != section.points else ()
            yield making.slide(
                heading, (say, *more), making.page, points=points, style=section.style
            )


def meldcode(making: DeckMaking) -> Iterator[Slide]:
    """Yield the meldcode where these readers' page speaks of it."""
    heading, words = making.presentation.headings.meldcode, making.words
    if not heading or making.minutes < MIDDLE:
        return
    section = section_of(making.page, heading, making.content)
    known = making.content.explanations["meldcode"] if making.presentation.follows_meldcode else ()
    steps = [step for step in known if step.id in MELDCODE_STEPS]
    yield making.slide(
        heading,
        words["say_meldcode"],
        making.page,
        *steps,
        lead=" ".join(section.paragraphs),
        points=tuple(step.title for step in steps),
        style=PointStyle.PROSE,
    )
    if making.minutes == LONG and steps:
        cards = tuple(Card(step.title, step.text) for step in steps)
        more = tuple(step.more for step in steps if step.more)
        yield making.slide(
            words["meldcode_steps"],
            (words["say_meldcode"], *more),
            *steps,
            look=SlideLook.CARDS,
            cards=cards,
        )


def both(making: DeckMaking) -> Iterator[Slide]:
    """Yield that somebody may be offender and victim, as the first page says it."""
    if making.minutes == LONG:
        page = making.content.page(WHAT_IT_IS)
        section = section_of(page, making.words["both"], making.content)
        yield making.slide(
            making.words["both"],
            making.words["say_both"],
            page,
            points=section.points,
            style=section.style,
        )


def calling(making: DeckMaking) -> Iterator[Slide]:
    """Yield whom to call, what happens then, and what nobody has to do."""
    content, words = making.content, making.words
    contacts = [content.contact(id) for id in making.presentation.calls]
    calls = tuple(
        CallLine(
            each.name,
            shortened(each.when, _WHEN_LETTERS),
            number_of(each),
            each.tel or each.url,
        )
        for each in contacts
    )
    steps = [each for each in content.explanations["coordinator-steps"] if each.id in FIRST_STEPS]
    told = tuple(step.text for step in steps) if making.minutes == SHORT else ()
    said = (words["say_call"], *told)
    yield making.slide(words["call"], said, *contacts, look=SlideLook.CALLS, calls=calls)
    if making.minutes > SHORT:
        page = content.page(WHEN_YOU_CALL)
        free = section_of(page, words["need_not"], content)
        cards = tuple(Card(step.title, step.text) for step in steps)
        said = (words["say_when_you_call"], f"{words['need_not']}: {' '.join(free.points)}")
        yield making.slide(
            words["when_you_call"], said, *steps, page, look=SlideLook.CARDS, cards=cards
        )
