"""Makes example plans from their facts and their wording; raises InvalidContent for mistakes."""

from collections.abc import Container, Sequence

from uitweg.platform.content.files.reader import ContentReader
from uitweg.platform.content.files.strict_yaml import YamlItem, yaml_items
from uitweg.platform.content.values.values import ExamplePlan, ExamplePlanStep, StepOwner


def make_plan(reader: ContentReader, row: YamlItem, wording: YamlItem, lang: str) -> ExamplePlan:
    goals = lines_by_id(wording, "goals", row.texts("goals"))
    steps = yaml_items(f"{row.file}: {row.id}", row.take("actions", list), {})
    texts = lines_by_id(wording, "actions", [step.id for step in steps])
    return ExamplePlan(
        **reader.common(row, lang),
        order=row.take("order", int),
        title=wording.words("title"),
        text=wording.words("text"),
        goals=goals,
        steps=tuple(_make_plan_step(reader, step, texts[step.id], goals) for step in steps),
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
    step = ExamplePlanStep(
        id=row.id,
        days=row.take("days", int),
        usual_owner=StepOwner(owner),
        group=row.words("group"),
        goal=goal,
        text=text,
        own=sources == ("uitweg-own",),
    )
    row.refuse_leftovers()
    return step


def lines_by_id(wording: YamlItem, key: str, ids: Sequence[str]) -> dict[str, str]:
    """Return the text of each id, in their order. Raises InvalidContent for one too few or many."""
    texts = YamlItem(wording.file, wording.id, wording.take(key, dict))
    lines = {id: texts.words(id) for id in ids}
    texts.refuse_leftovers()
    return lines
