"""The pictures of a time axis as SVG, for the page and for paper, with what they show in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from uitweg.casework.appraisal.axis.rules.axis import Axis, build_axis, pictures
from uitweg.casework.appraisal.axis.rules.horizontal import WIDTH as LYING_WIDTH
from uitweg.casework.appraisal.axis.rules.horizontal import lying
from uitweg.casework.appraisal.axis.rules.rows import UNRECORDED
from uitweg.casework.appraisal.axis.rules.svg import PAPER_STYLE, svg
from uitweg.casework.appraisal.axis.rules.vertical import WIDTH as STANDING_WIDTH
from uitweg.casework.appraisal.axis.rules.vertical import distance_words, standing
from uitweg.casework.appraisal.facts.rules.ages import ADULT_AT
from uitweg.casework.appraisal.facts.rules.content import AppraisalContent, FactLane
from uitweg.platform.content.values.appraisal import LawText
from uitweg.platform.dutch_days import in_dutch

UNKNOWN = "Of er een dreiging aan voorafging, is niet opgeschreven"
NO_THREAT = "Er is geen dreiging opgeschreven"
NO_CAUSE = "Dicht bij elkaar is nog geen oorzaak."


@dataclass(frozen=True)
class DrawnYear:
    """One picture of the axis, lying and standing. `heading` is its year, or "" when alone."""

    heading: str
    lying: str
    standing: str


def draw(axis: Axis) -> tuple[DrawnYear, ...]:
    """Return each picture of this axis; above two years there is one for each year."""
    parts = pictures(axis)
    return tuple(
        DrawnYear(
            str(part.first.year) if len(parts) > 1 else "",
            _svg(lying(part), LYING_WIDTH, "ax wid", f"as-{place}", part),
            _svg(standing(part), STANDING_WIDTH, "ax nar", f"as-{place}-staand", part),
        )
        for place, part in enumerate(parts)
    )


def axis_svg(content: AppraisalContent, laws: Iterable[LawText] = (), *, today: date) -> str:
    """Return the lying axis as one SVG for paper, its look inside it; "" without a dated fact.

    Several years stand below each other in it.
    """
    axis = build_axis(content, laws, today=today)
    if axis is None:
        return ""
    shapes, y = list[str](), 0.0
    parts = pictures(axis)
    for part in parts:
        drawn, height = lying(part)
        shapes.append(f'<g transform="translate(0 {y:.1f})">{"".join(drawn)}</g>')
        y += height + 24
    return svg(
        shapes,
        width=LYING_WIDTH,
        height=y,
        css="ax",
        id_="as",
        title=axis.title,
        description=description(axis),
        style=PAPER_STYLE,
    )


def _svg(drawn: tuple[list[str], float], width: float, css: str, id_: str, axis: Axis) -> str:
    shapes, height = drawn
    return svg(
        shapes,
        width=width,
        height=height,
        css=css,
        id_=id_,
        title=axis.title,
        description=description(axis),
    )


def description(axis: Axis) -> str:
    """Say what a picture shows, for who does not see it: the distances, the age, the table."""
    names = {mark.key: mark.words for mark in axis.marks}
    said = [
        f"{names[link.act]}: {distance_words(link.words)} “{names[link.threat]}”."
        for link in axis.links
    ]
    if axis.adult_on:
        said.append(f"Op {in_dutch(axis.adult_on)} werd de jongere {ADULT_AT}.")
    return " ".join([*said, "Alles staat in de tabel hieronder."])


def lead_sentence(axis: Axis) -> str:
    """Say which acts came after a threat; never that one caused the other, nor that none did."""
    acts = [mark for mark in axis.marks if mark.lane is FactLane.OFFENCE]
    threats = [mark for mark in axis.marks if mark.lane is FactLane.THREAT]
    linked = {link.act for link in axis.links if link.is_sure}
    unsure = {link.act for link in axis.links} - linked
    undated = axis.after_undated
    known = linked | unsure | undated
    by_day = {act.key for act in acts if any(threat.last < act.first for threat in threats)}
    groups = (
        ("Na een dreiging", linked),
        (f"Op een latere dag dan een dreiging; {UNRECORDED}", by_day - known),
        ("Of de dreiging eerder was, is niet zeker", unsure),
        ("Na een dreiging waarvan de dag niet bekend is", undated),
        (UNKNOWN if axis.has_threat else NO_THREAT, {act.key for act in acts} - known - by_day),
    )
    said = [
        f"{words}: {_listed([act.words for act in acts if act.key in keys])}."
        for words, keys in groups
        if any(act.key in keys for act in acts)
    ]
    return " ".join([*said, NO_CAUSE] if acts else ["Er is geen strafbaar feit opgeschreven."])


def _listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} en {names[-1]}" if len(names) > 1 else names[0]
