"""The line of stages at the top of a weighing: what is done, where it is, and by whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from uitweg.casework.appraisal.compartment.models import Appraisal
from uitweg.casework.appraisal.compartment.rules.stages import Place, Stage
from uitweg.casework.appraisal.judging.actions.judgements import DecryptedJudgement
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
from uitweg.platform.ui.moments import day


@dataclass(frozen=True)
class StageStep:
    """One step: its name, who or when in a few words, whether it is done or where it is now."""

    name: str
    below: str
    is_done: bool
    is_now: bool = False


def stage_line(
    appraisal: Appraisal,
    given: Sequence[DecryptedJudgement],
    judge: Member | None,
    to_give: Place | None,
    by: Actor,
) -> list[StageStep]:
    """Return the six steps; the one that is current is the first for this reader to do."""
    is_open = appraisal.stage not in (Stage.SIGNED, Stage.ENDED)
    steps = [
        _draft(appraisal, by.now),
        _facts(appraisal, by.now),
        *(_judgement(place, appraisal, given, judge, to_give, by) for place in Place),
        _side_by_side(appraisal),
        _signed(appraisal, by.now),
    ]
    current = _place_in_line(steps, to_give) if is_open else None
    return [
        StageStep(step.name, step.below, step.is_done, is_now=number == current)
        for number, step in enumerate(steps)
    ]


def _place_in_line(steps: Sequence[StageStep], to_give: Place | None) -> int:
    if to_give is not None:
        return 2 if to_give is Place.FIRST else 3
    return next((number for number, step in enumerate(steps) if not step.is_done), len(steps) - 1)


def _draft(appraisal: Appraisal, now: datetime) -> StageStep:
    below = f"{appraisal.author.name}, {day(appraisal.made_at, now)}"
    return StageStep("Ontwerp", below, appraisal.facts_closed_at is not None)


def _facts(appraisal: Appraisal, now: datetime) -> StageStep:
    closed_at = appraisal.facts_closed_at
    below = day(closed_at, now) if closed_at else "nog open"
    return StageStep("Feiten dicht", below, closed_at is not None)


def _judgement(
    place: Place,
    appraisal: Appraisal,
    given: Sequence[DecryptedJudgement],
    judge: Member | None,
    to_give: Place | None,
    by: Actor,
) -> StageStep:
    name = f"{place.words}: jij" if place is to_give else place.words
    there = next((each.row for each in given if each.row.place == place), None)
    if there is not None:
        closed = "" if len(given) == len(Place) else ", dicht"
        other = ", ander team" if there.is_other_team else ""
        below = f"{there.member.name}, {day(there.given_at, by.now)}{other}{closed}"
        return StageStep(name, below, is_done=True)
    if place is Place.FIRST:
        return StageStep(name, appraisal.author.name, is_done=False)
    return StageStep(name, judge.name if judge else "nog niemand gevraagd", is_done=False)


def _side_by_side(appraisal: Appraisal) -> StageStep:
    done = appraisal.stage in (Stage.SIGNING, Stage.SIGNED)
    return StageStep("Naast elkaar", "beide te lezen", is_done=done)


def _signed(appraisal: Appraisal, now: datetime) -> StageStep:
    if appraisal.signed_at is not None:
        return StageStep("Ondertekend", f"door allebei, {day(appraisal.signed_at, now)}", True)
    below = "één van de twee" if appraisal.stage == Stage.SIGNING else "door allebei"
    return StageStep("Ondertekend", below, is_done=False)
