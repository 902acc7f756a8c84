"""Makes what only the team reads: example plans, partner routes and letters, registration."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from uitweg.platform.content.files.reader import FIRST_LEVEL, ContentReader
from uitweg.platform.content.files.strict_yaml import Problem, YamlItem, yaml_items
from uitweg.platform.content.values.partners import (
    NationalBody,
    PartnerLetter,
    PartnerRoute,
    RoutePeriod,
    RouteStep,
    RowStandard,
    body_by_consent,
)
from uitweg.platform.content.values.values import CityQuestion, ExamplePlan, ExamplePlanStep

REGISTRATION = "registration.yaml"


def read_for_team(reader: ContentReader) -> None:
    """Read it all, shown or not; in the first level only."""
    if reader.level.id != FIRST_LEVEL:
        return
    reader.read(ExamplePlan, "plans.yaml", prepare=_with_actions)
    reader.read(CityQuestion, "city-questions.yaml")
    top = reader.top(REGISTRATION)
    bodies = reader.read(NationalBody, REGISTRATION, rows=reader.items(top, "bodies"), words=None)
    reader.read(RowStandard, REGISTRATION, rows=reader.items(top, "standards"), words=None)
    reader.problems += _asked_twice(bodies)
    reader.refuse_leftovers(top)
    reader.read(PartnerLetter, "partner-letters.yaml", prepare=_with_body)
    reader.read(PartnerRoute, "partner-routes.yaml", prepare=_with_steps)


def _asked_twice(bodies: Iterable[NationalBody]) -> Iterator[Problem]:
    """Yield a problem for each body that is asked for a purpose which has a body already."""
    asked = set[str]()
    for body in bodies:
        if body.shown and (twice := asked & set(body.consents)):
            yield Problem(REGISTRATION, body.id, f"{min(twice)} is asked for another body already.")
        asked |= set(body.consents) if body.shown else set()


def _with_body(reader: ContentReader, row: YamlItem, _wording: YamlItem) -> dict[str, Any]:
    """Name a letter that needs a consent for a national body after that body."""
    consent = row.text("consent", "")
    body = body_by_consent(reader.things(NationalBody).values()).get(consent)
    return {"consent": consent, "named": row.text("named", body.name if body else "")}


def _with_steps(reader: ContentReader, row: YamlItem, wording: YamlItem) -> dict[str, Any]:
    steps = yaml_items(f"{row.file}: {row.id}", row.take("steps", list), {})
    periods = yaml_items(f"{row.file}: {row.id}", row.take("periods", list, []), {})
    texts = lines_by_id(wording, "steps", [step.id for step in steps])
    named = [period.id for period in periods if "days" in period.keys_left]
    names = lines_by_id(wording, "periods", named) if named else {}
    return {
        "steps": tuple(
            reader.make(RouteStep, step, made={"text": texts[step.id]}) for step in steps
        ),
        "periods": tuple(
            reader.make(RoutePeriod, period, made={"name": names.get(period.id, "")})
            for period in periods
        ),
    }


def _with_actions(reader: ContentReader, row: YamlItem, wording: YamlItem) -> dict[str, Any]:
    """Return the goals and the steps of a plan. Raises InvalidContent."""
    goals = lines_by_id(wording, "goals", row.texts("goals"))
    steps = yaml_items(f"{row.file}: {row.id}", row.take("actions", list), {})
    texts = lines_by_id(wording, "actions", [step.id for step in steps])
    made = [reader.make(ExamplePlanStep, step, made={"text": texts[step.id]}) for step in steps]
    for step, row in zip(made, steps, strict=True):
        if step.goal not in goals:
            raise row.refused(f"{step.goal} is not one we know.")
    return {"goals": goals, "steps": tuple(made)}


def lines_by_id(wording: YamlItem, key: str, ids: Sequence[str]) -> dict[str, str]:
    """Return the text of each id, in their order. Raises InvalidContent for one too few or many."""
    texts = YamlItem(wording.file, wording.id, wording.take(key, dict))
    lines = {id: texts.words(id) for id in ids}
    texts.refuse_leftovers()
    return lines
