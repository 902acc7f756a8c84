"""Says what is wrong in content/, and what is due to be held against its sources again."""

import time
from collections import Counter
from datetime import date
from pathlib import Path

from uitweg.content.loading import ROOT, gather, levels
from uitweg.content.reader import FIRST_LEVEL
from uitweg.content.reading import Problem, Refused
from uitweg.content.values import Content, Fact

PICTURES = "signal-pictures.yaml"


def check(root: Path | None = None) -> list[Problem]:
    """Return everything that is wrong at every reading level; an empty list when all is whole."""
    folder = root or ROOT
    if not (folder / "words" / FIRST_LEVEL).is_dir():
        return gather(folder, FIRST_LEVEL)[1]
    found: dict[Problem, None] = {}
    try:
        known = [level.id for level in levels(folder)]
    except Refused as refused:
        return [refused.problem]
    folders = sorted(each.name for each in (folder / "words").iterdir() if each.is_dir())
    for level in dict.fromkeys([*known, *folders]):
        content, problems = gather(folder, level)
        found |= dict.fromkeys(problems)
        if content and not problems and level == FIRST_LEVEL:
            found |= dict.fromkeys(_loose_ends(content))
    return list(found)


def _loose_ends(content: Content) -> list[Problem]:
    """Return what no item shows by itself: twins, idle sources, an answer the check cannot give."""
    refs = Counter(signal.ref for signal in content.signals)
    asked = Counter(signal.id for group in content.check.groups for signal in group.signals)
    used = {source for fact in _facts(content) for source in fact.sources}
    problems = [
        *(
            Problem("signals.yaml", signal.id, f"{signal.ref} is used twice.")
            for signal in content.signals
            if refs[signal.ref] > 1
        ),
        *(Problem("check.yaml", id, "is asked twice.") for id, times in asked.items() if times > 1),
        *(
            Problem("sources.yaml", source.id, "no shown item rests on this source.")
            for source in content.sources
            if source not in used and source.seen == "V"
        ),
    ]
    problems += _dead_ends(content)
    if not content.pictures:
        return [*problems, Problem(PICTURES, "", "there is no picture to answer with.")]
    first, last = content.pictures[0], content.pictures[-1]
    if last.core:
        problems.append(Problem(PICTURES, last.id, "the last picture should fit when none does."))
    problems += [
        Problem(PICTURES, first.id, f"the first picture should have the red flag {flag.id}.")
        for flag in content.signals
        if flag.acute and flag.id not in first.core
    ]
    return problems


def _dead_ends(content: Content) -> list[Problem]:
    """Return what the route map lacks: an end for everybody, a way to each line."""
    led_to = {line.id for route in content.routes for line in (route.to, *route.also)}
    problems = [
        Problem("routes.yaml", contact.id, "no route leads to this line.")
        for contact in content.contacts
        if contact.id not in led_to
    ]
    last = content.routes[-1] if content.routes else None
    if last is None or last.who or last.wants or last.danger is not None:
        problems.append(Problem("routes.yaml", last.id if last else "", "the last fits everybody."))
    return problems


def due(content: Content, today: date) -> list[Fact]:
    """Return the shown items that were last checked longer ago than they allow, oldest first."""
    late = [fact for fact in _facts(content) if _review_on(fact) <= today]
    return sorted(late, key=lambda fact: (fact.checked_on or date.min, fact.id))


def _review_on(fact: Fact) -> date:
    checked_on = fact.checked_on or date.min
    months = checked_on.month - 1 + fact.review_months
    return date(checked_on.year + months // 12, months % 12 + 1, min(checked_on.day, 28))


def _facts(content: Content) -> tuple[Fact, ...]:
    return (
        *content.signals,
        *content.contacts,
        *content.phases,
        *content.vulnerabilities,
        *content.pictures,
        *(each for kind in content.told.values() for each in kind),
        *content.pages,
        *content.routes,
    )


def report(root: Path | None = None, *, today: date | None = None) -> tuple[str, int]:
    """Return what an editor should know, and 1 when something is wrong, else 0.

    `today` (default: the machine's day) decides what is due; due or unverified is no fault.
    """
    if problems := check(root):
        count = f"{len(problems)} thing{'s' if len(problems) > 1 else ''} wrong in content/:"
        return "\n".join([count, *(f"  {problem}" for problem in problems)]), 1
    content, _ = gather(root or ROOT, FIRST_LEVEL)
    if content is None:
        raise AssertionError("content without problems is whole")
    lines = [
        f"content/ is whole: {len(content.signals)} signals, {len(content.contacts)} help lines, "
        f"{len(content.pictures)} pictures, {len(content.sources)} sources."
    ]
    if late := due(content, today or date(*time.localtime()[:3])):
        lines += [
            "Due for review:",
            *(f"  {f.id}, checked {f.checked_on}, {f.owner}" for f in late),
        ]
    if content.unverified:
        lines += ["Unverified, not shown:"]
        lines += [f"  {fact.id}: {fact.note or 'no note'}" for fact in content.unverified]
    if open_promises := [p.id for p in content.promises if not p.confirmed_by]:
        lines.append(f"Promises the team has not confirmed: {', '.join(open_promises)}.")
    return "\n".join(lines), 0
