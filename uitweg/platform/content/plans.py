"""Makes examples of plans of their facts and their words; raises Refused for what is not whole."""

from collections.abc import Container, Sequence

from uitweg.platform.content.reader import ContentReader
from uitweg.platform.content.strict_yaml import YamlItem, yaml_items
from uitweg.platform.content.values import ExamplePlan, ExamplePlanStep, StepOwner


def make_plan(reader: ContentReader, row: YamlItem, said: YamlItem, lang: str) -> ExamplePlan:
    goals = _lines_by_id(said, "goals", row.texts("goals"))
    steps = yaml_items(f"{row.file}: {row.id}", row.take("actions", list), {})
    words = _lines_by_id(said, "actions", [each.id for each in steps])
    return ExamplePlan(
        **reader.common(row, lang),
        order=row.take("order", int),
        title=said.words("title"),
        text=said.words("text"),
        goals=goals,
        steps=tuple(_make_plan_step(reader, each, words[each.id], goals) for each in steps),
    )


def _make_plan_step(
    reader: ContentReader, row: YamlItem, text: str, goals: Container[str]
) -> ExamplePlanStep:
    sources, goal, owner = row.texts("sources"), row.words("goal"), row.words("usual_owner")
    row.text("id")
    for source in sources:
        if source not in reader.sources:
            raise row.refused(f"the source {source} is not in sources.yaml.")
    if not sources:
        raise row.refused("names no source.")
    if goal not in goals or owner not in StepOwner:
        raise row.refused(f"{goal} or {owner} is not one we know.")
    made = ExamplePlanStep(
        id=row.id,
        days=row.take("days", int),
        usual_owner=StepOwner(owner),
        group=row.words("group"),
        goal=goal,
        text=text,
        own=sources == ("uitweg-own",),
    )
    row.done()
    return made


def _lines_by_id(said: YamlItem, key: str, ids: Sequence[str]) -> dict[str, str]:
    """Return one line of words for each id, in their order; none may miss or be left over."""
    found = YamlItem(said.file, said.id, said.take(key, dict))
    lines = {id: found.words(id) for id in ids}
    found.done()
    return lines
