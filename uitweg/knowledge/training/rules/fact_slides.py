"""Slides of facts: what it is, numbers, phases, signals, and where a film stops."""

from collections.abc import Iterator

from uitweg.knowledge.training.rules.slide_making import LONG, MIDDLE, SHORT, DeckMaking
from uitweg.knowledge.training.rules.slide_text import in_sentences, plain, section_of
from uitweg.knowledge.training.rules.slides import Bar, Card, PointStyle, Slide, SlideLook
from uitweg.platform.content.values.podcast import NumberFact
from uitweg.platform.content.values.values import Signal

WHAT_IT_IS = "what-it-is"
_PHASES_ON_A_SLIDE, _LEAST_SIGNALS, _SIGNALS_ON_A_SLIDE = 4, 3, 6
_GROUPS = {SHORT: 0, MIDDLE: 1, LONG: 3}


def opening(making: DeckMaking) -> Iterator[Slide]:
    """Yield the first slide; its dates are filled in at the end (`decks.finished`)."""
    words = making.words
    yield making.slide(
        words["deck"],
        (words["say_opening"], words["say_numbers"]),
        look=SlideLook.OPENING,
        lead=making.presentation.name,
    )


def what_it_is(making: DeckMaking) -> Iterator[Slide]:
    page, words = making.content.page(WHAT_IT_IS), making.words
    points = in_sentences(plain(page.text.lead, making.content))
    yield making.slide(
        words["what"], words["say_what"], page, points=points, style=PointStyle.PROSE
    )


def numbers(making: DeckMaking) -> Iterator[Slide]:
    """Yield the number or chart that matters most to these readers; the longer, the more."""
    wanted = making.presentation.numbers[: {SHORT: 1, MIDDLE: 2}.get(making.minutes)]
    for id in wanted:
        shown = [each for each in making.content.numbers if id in (each.id, each.chart)]
        if shown and shown[0].chart == id:
            yield _chart(making, id, shown)
        elif shown:
            yield _figure(making, shown[0])


def _chart(making: DeckMaking, id: str, shown: list[NumberFact]) -> Slide:
    bars = tuple(
        Bar(_capital(f"{number.label}, {number.period}"), number.value, number.shown_value)
        for number in shown
    )
    said = "; ".join(f"{bar.label}: {bar.shown}" for bar in bars)
    return making.slide(
        making.words[f"chart_{id}"],
        (*(number.about for number in shown), making.words["say_number"]),
        *shown,
        look=SlideLook.BARS,
        bars=bars,
        alt=making.words["chart_said"].format(bars=said),
        foot=_number_foot(making, *shown),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _figure(making: DeckMaking, number: NumberFact) -> Slide:
    return making.slide(
        making.words[f"number_{number.id}"],
        (number.about, making.words["say_number"]),
        number,
        look=SlideLook.FIGURE,
        lead=number.shown_value,
        points=(f"{number.label}, {number.period}",),
        style=PointStyle.PROSE,
        foot=_number_foot(making, number),
    )


def _number_foot(making: DeckMaking, *numbers: NumberFact) -> str:
    """Return the source of a number, its day, and of which year the number is."""
    first = numbers[0]
    foot = making.source_line(first.sources[:1])
    year = making.words["of_year"].format(year=first.year) if first.year else ""
    return f"{foot}; {year}" if year else foot


def phases(making: DeckMaking) -> Iterator[Slide]:
    """Yield how somebody gets into it: by name, and in a long deck in words."""
    known, words = making.content.phases, making.words
    if making.minutes == MIDDLE:
        titles = tuple(phase.title for phase in known)
        yield making.slide(
            words["phases"], words["say_phases"], *known, points=titles, style=PointStyle.NUMBERS
        )
    if making.minutes < LONG:
        return
    for start in range(0, len(known), _PHASES_ON_A_SLIDE):
        some = known[start : start + _PHASES_ON_A_SLIDE]
        cards = tuple(Card(phase.title, phase.text) for phase in some)
        yield making.slide(
            words["phases"], words["say_phases"], *some, look=SlideLook.CARDS, cards=cards
        )


def at_risk(making: DeckMaking) -> Iterator[Slide]:
    if making.minutes == LONG:
        known = making.content.vulnerabilities
        titles = tuple(each.title for each in known)
        yield making.slide(
            making.words["at_risk"], making.words["say_at_risk"], *known, points=titles
        )


def myths(making: DeckMaking) -> Iterator[Slide]:
    known = making.content.explanations["myths"][:3]
    if making.minutes == LONG and known:
        cards = tuple(Card(myth.title, myth.text) for myth in known)
        said = making.words["say_myths"]
        yield making.slide(making.words["myths"], said, *known, look=SlideLook.CARDS, cards=cards)


def signals(making: DeckMaking) -> Iterator[Slide]:
    """Yield what these readers see: in short as on their page, then group by group."""
    presentation, words = making.presentation, making.words
    heading, groups = presentation.headings.see, _GROUPS[making.minutes]
    if heading:
        section = section_of(making.page, heading, making.content)
        yield making.slide(
            heading, words["say_see"], making.page, points=section.points, style=section.style
        )
    else:
        groups = max(groups, 1)
    for group in presentation.groups[:groups]:
        seen = signals_seen(making, group)
        if len(seen) >= _LEAST_SIGNALS:
            yield making.slide(
                words["signals"].format(group=making.content.groups[group]),
                (words["say_see"], words["say_signals"]),
                *seen,
                points=tuple(_signal_words(making, signal) for signal in seen),
            )


def signals_seen(making: DeckMaking, group: str) -> tuple[Signal, ...]:
    """Return the signals of a group that these readers can see, what shows harm not first."""
    places = set(making.presentation.seen_at)
    seen = [
        signal
        for signal in making.content.signals
        if signal.group == group
        and places.intersection(signal.seen_at)
        and not signal.acute
        and _signal_words(making, signal)
    ]
    return tuple(seen[:_SIGNALS_ON_A_SLIDE])


def _signal_words(making: DeckMaking, signal: Signal) -> str:
    """Return a signal as it is put to these readers: to youngsters about themselves."""
    return signal.own if making.page.is_for_oneself else signal.see


def film(making: DeckMaking) -> Iterator[Slide]:
    """Yield where a trainer stops a film; no film is included."""
    words = making.words
    stops = (("film", "film_ask", MIDDLE), ("film_two", "film_two_ask", LONG))
    for title, ask, least in stops:
        if making.minutes >= least:
            yield making.slide(
                words[title],
                (words["say_film"], words["say_film_next"]),
                look=SlideLook.STOP,
                lead=words[ask],
                foot=words["film_place"],
                alt=words["pause_said"],
            )
