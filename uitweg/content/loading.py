"""Puts content/ together: facts, their words, and the links between them."""

from collections.abc import Callable, Iterable
from functools import cache, partial
from pathlib import Path

from uitweg.content import making
from uitweg.content.reader import FIRST_LEVEL, Reader
from uitweg.content.reading import Problem, Refused, Row
from uitweg.content.values import (
    Check,
    Contact,
    Content,
    Fact,
    Group,
    Phase,
    Picture,
    Signal,
    Source,
)

ROOT = Path(__file__).resolve().parents[2] / "content"
CHECK_WORDS = (
    *("title", "title_own", "lead", "lead_own", "danger", "danger_own", "sudden", "sudden_yes"),
    *("sudden_slow", "sudden_unknown", "sudden_reason", "rest_reason", "rest_reason_own"),
    *("danger_reason", "why_title", "also_title", "say_title", "leave_title", "own_title"),
    *("missing_title", "missing_sudden", "step_title", "calling_title", "submit", "keep"),
)


def load(root: Path | None = None, *, level: str = FIRST_LEVEL) -> Content:
    """Return what `root` (default content/) holds, with the words of one reading level.

    Read once for each level, then remembered. Raises Refused, with one sentence, for content
    that is not whole: an unknown key, missing words, an unlisted source, a broken link.
    """
    return _load(root or ROOT, level)


@cache
def _load(root: Path, level: str) -> Content:
    content, problems = gather(root, level)
    if problems or content is None:
        raise Refused(problems[0])
    return content


def gather(root: Path, level: str) -> tuple[Content | None, list[Problem]]:
    """Read everything that can be read, and all problems met; None when no whole can be made."""
    if not (root / "words" / level).is_dir():
        return None, [Problem(f"words/{level}", "", "there is no such reading level.")]
    reader = Reader(root, level)
    reader.sources = _by_id(reader.made(_items(reader, "sources.yaml"), making.source))
    group_rows = (said for said, _ in reader.words("groups.yaml").values())
    groups = {said.id: said for said in reader.made(group_rows, making.group_words)}

    def facts[T](file: str, make: Callable[[Row, Row, str], T]) -> list[T]:
        return reader.worded(_items(reader, file), file, make)

    signals = _by_id(facts("signals.yaml", partial(making.signal, reader, groups.keys())))
    contacts = _by_id(facts("contacts.yaml", partial(making.contact, reader)))
    phases = facts("phases.yaml", partial(making.phase, reader, signals))
    vulnerabilities = facts("vulnerabilities.yaml", partial(making.vulnerability, reader))
    pictures = facts("signal-pictures.yaml", partial(making.picture, reader, signals))
    promises = facts("promises.yaml", making.promise)
    top = reader.top("check.yaml")
    make_step = partial(making.step, reader, contacts)
    steps = reader.worded(reader.items(top, "steps"), "steps.yaml", make_step)
    make_group = partial(making.group, reader, signals, groups)
    asked = reader.made(reader.items(top, "groups"), make_group)
    check = _check(reader, top, signals, tuple(asked))
    if check is None:
        return None, reader.problems
    every: list[Fact] = [
        *signals.values(),
        *contacts.values(),
        *phases,
        *vulnerabilities,
        *pictures,
    ]
    content = Content(
        level=level,
        sources=tuple(reader.sources.values()),
        groups={said.id: said.title for said in groups.values()},
        signals=_shown(signals.values()),
        phases=_in_order(phases),
        vulnerabilities=_shown(vulnerabilities),
        contacts=_in_order(contacts.values()),
        pictures=_in_order(pictures),
        steps=tuple(steps),
        check=check,
        promises=tuple(sorted(promises, key=lambda promise: promise.order)),
        unverified=tuple(fact for fact in every if fact.checked_on is None),
    )
    return content, reader.problems


def _items(reader: Reader, name: str) -> list[Row]:
    top = reader.top(name)
    found = reader.items(top)
    try:
        top.done()
    except Refused as refused:
        reader.problems.append(refused.problem)
    return found


def _by_id[T: (Source, Signal, Contact)](items: Iterable[T]) -> dict[str, T]:
    return {item.id: item for item in items}


def _shown[T: Fact](items: Iterable[T]) -> tuple[T, ...]:
    return tuple(item for item in items if item.shown)


def _in_order[T: (Contact, Phase, Picture)](items: Iterable[T]) -> tuple[T, ...]:
    return tuple(sorted(_shown(items), key=lambda item: item.order))


def _check(
    reader: Reader, top: Row, signals: dict[str, Signal], groups: tuple[Group, ...]
) -> Check | None:
    """Return the check; None, and a problem, when its words or links are not whole."""
    words: dict[str, str] = {}
    for level in dict.fromkeys((FIRST_LEVEL, reader.level)):
        name = f"words/{level}/check.yaml"
        if level == FIRST_LEVEL or (reader.root / name).exists():
            said = reader.top(name)
            try:
                words |= {key: said.words(key) for key in CHECK_WORDS}
                said.done()
            except Refused as refused:
                reader.problems.append(refused.problem)
    try:
        flags = reader.linked(top, top.texts("red_flags"), signals)
        top.done()
        if calm := [flag.id for flag in flags if not flag.acute]:
            raise top.refused(f"{calm[0]} is asked as a red flag, but is not acute.")
    except Refused as refused:
        reader.problems.append(refused.problem)
        return None
    return Check(red_flags=flags, groups=groups, words=words) if words else None
