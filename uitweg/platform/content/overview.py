"""The state of content/ for who owns it: the verdict, the figures, what is due, what is missing."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from uitweg.platform.content import texts
from uitweg.platform.content.check_values import Picture
from uitweg.platform.content.checking import check, facts_to_review, review_on, shown_facts
from uitweg.platform.content.collection import Content
from uitweg.platform.content.levels import ReadingLevel
from uitweg.platform.content.loading import CONTENT_FOLDER, levels, read_content
from uitweg.platform.content.readability import (
    READABILITY_RULES,
    SHORT_SENTENCE_WORDS,
    MeasuredText,
    ReadabilityRule,
    measure_text,
)
from uitweg.platform.content.reader import FIRST_LEVEL
from uitweg.platform.content.strict_yaml import Problem
from uitweg.platform.content.values import (
    Contact,
    ExamplePlan,
    Explanation,
    Fact,
    Phase,
    Route,
    Signal,
    Vulnerability,
    WrittenPage,
)


@dataclass(frozen=True)
class PageFigures:
    """How a page reads, with the lists on it."""

    path: str
    text: MeasuredText


@dataclass(frozen=True)
class LevelFigures:
    """What stands in a level's own words. `all` is every file of it, `rule` None where none holds.

    `signals` are the shown ones that have their words and a source.
    """

    level: ReadingLevel
    signals: int
    told: int
    lines: int
    pages: tuple[PageFigures, ...]
    written: int
    all: MeasuredText
    rule: ReadabilityRule | None

    @property
    def hardest(self) -> PageFigures | None:
        """Return the page with the lowest reading ease, None where no formula counts."""
        counted = [page for page in self.pages if page.text.ease is not None]
        return min(counted, key=lambda page: page.text.ease or 0.0, default=None)


@dataclass(frozen=True)
class Overview:
    """Everything `./run check-content` and the content owner's page say. Whole: no problems."""

    problems: tuple[Problem, ...]
    content: Content | None
    levels: tuple[LevelFigures, ...]

    @property
    def signals(self) -> tuple[int, int]:
        """Return how many signals there are, and how many of them are shown."""
        if self.content is None:
            return 0, 0
        hidden = sum(isinstance(fact, Signal) for fact in self.content.unverified)
        return len(self.content.signals) + hidden, len(self.content.signals)

    def reviews(self) -> list[tuple[date, list[Fact]]]:
        """Return the days on which something is to be reviewed, with what, soonest first."""
        by_day: dict[date, list[Fact]] = {}
        for fact in shown_facts(self.content) if self.content else ():
            by_day.setdefault(review_on(fact), []).append(fact)
        return sorted(by_day.items())


def measure_content(root: Path | None = None) -> Overview:
    """Read and measure everything; takes about a second, so a door should keep the answer."""
    folder = root or CONTENT_FOLDER
    problems = tuple(check(folder))
    content, _ = read_content(folder, FIRST_LEVEL)
    known = levels(folder) if content else ()
    figures = [
        _level_figures(folder, found)
        for level in known
        if (found := read_content(folder, level.id)[0])
    ]
    return Overview(problems, content, tuple(figures))


def _level_figures(root: Path, content: Content) -> LevelFigures:
    level = content.level
    own = [fact for fact in shown_facts(content) if fact.lang == level.lang]
    told = {each for kind in content.told.values() for each in kind}
    lines = (line for text in texts.file_texts(root, level) for line in text.lines)
    return LevelFigures(
        level=level,
        signals=sum(isinstance(fact, Signal) and bool(fact.sources) for fact in own),
        told=sum(fact in told for fact in own),
        lines=sum(fact in content.contacts for fact in own),
        written=sum(fact in content.pages for fact in own),
        pages=tuple(
            PageFigures(text.path, measure_text(text.lines, level.lang))
            for text in texts.page_texts(content)
        ),
        all=measure_text(lines, level.lang),
        rule=READABILITY_RULES.get(level.id),
    )


def report(root: Path | None = None, *, today: date | None = None) -> tuple[str, int]:
    """Return what an editor should know, and 1 when something is wrong, else 0.

    `today` (default: the machine's day) decides what is due; due or unverified is no fault.
    """
    if problems := check(root):
        verdict = f"{len(problems)} thing{'s' if len(problems) > 1 else ''} wrong in content/:"
        return "\n".join([verdict, *(f"  {problem}" for problem in problems)]), 1
    found = measure_content(root)
    if found.content is None:
        raise AssertionError("content without problems is whole")
    day = today or date(*time.localtime()[:3])
    lines = [
        *_verdict(found),
        "",
        *_table(found),
        "",
        *_due(found, day),
        *_unconfirmed(found.content),
    ]
    return "\n".join(lines), 0


def _verdict(found: Overview) -> Iterator[str]:
    content, (every, shown) = found.content, found.signals
    if content is None:
        return
    told = ", ".join(f"{len(items)} {kind}" for kind, items in content.told.items())
    yield "content/ is whole: nothing to mend."
    yield (
        f"{every} signals: {shown} shown, each with a source and a date, "
        f"and {every - shown} not yet verified."
    )
    yield (
        f"{len(content.contacts)} help lines, {len(content.routes)} routes, "
        f"{len(content.pages)} written pages, {len(content.pictures)} pictures of the check, "
        f"{len(content.phases)} phases, {len(content.vulnerabilities)} vulnerabilities, "
        f"{len(content.sources)} sources."
    )
    yield f"Told: {told}."


_COLUMNS = (
    *("level", "signals", "told", "lines", "pages", "words", "words/sentence", "longest"),
    *(f"<= {SHORT_SENTENCE_WORDS} words", "long words", "ease", "hardest page"),
)


def _table(found: Overview) -> Iterator[str]:
    """Yield the figures per level, in columns."""
    rows = [_COLUMNS, *(_row(each, found.signals[1]) for each in found.levels)]
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)).rstrip()
    yield "ease: Flesch-Douma (nl) and Flesch Reading Ease (en); higher is easier. We ask, a page:"
    for each in found.levels:
        if each.rule:
            short = (
                f", {each.rule.short_share:.0%} of its sentences <= {SHORT_SENTENCE_WORDS} words"
            )
            yield (
                f"  {each.level.id}: ease {each.rule.ease:.0f} or more, no sentence over "
                f"{each.rule.longest} words{short if each.rule.short_share else ''}."
            )


def _row(each: LevelFigures, shown: int) -> tuple[str, ...]:
    text, hardest = each.all, each.hardest
    return (
        each.level.id,
        f"{each.signals} of {shown}",
        str(each.told),
        str(each.lines),
        str(each.written),
        str(text.words),
        f"{text.words_a_sentence:.1f}",
        str(text.most),
        f"{text.short_share:.1%}",
        f"{text.long_share:.0%}",
        "-" if text.ease is None else f"{text.ease:.0f}",
        f"{hardest.text.ease:.0f} {hardest.path}" if hardest else "-",
    )


_KINDS: dict[type[Fact], str] = {
    Signal: "signals",
    Contact: "help lines",
    Phase: "phases",
    Vulnerability: "vulnerabilities",
    Picture: "pictures",
    Explanation: "told facts",
    WrittenPage: "pages",
    ExamplePlan: "plans",
    Route: "routes",
}


def _due(found: Overview, today: date) -> Iterator[str]:
    late = facts_to_review(found.content, today) if found.content else []
    if late:
        yield "Due for review:"
        for fact in late:
            yield f"  {fact.id}, checked {fact.checked_on}, {fact.owner}"
    if coming := [(day, items) for day, items in found.reviews() if day > today]:
        yield "Next reviews:"
        for day, items in coming:
            kinds = Counter(_KINDS[type(fact)] for fact in items)
            yield f"  {day}: {', '.join(f'{count} {kind}' for kind, count in kinds.items())}"


def _unconfirmed(content: Content) -> Iterator[str]:
    if content.unverified:
        yield "Unverified, not shown:"
        for fact in content.unverified:
            yield f"  {fact.id}: {fact.note or 'no note'}"
    if waiting := [promise.id for promise in content.promises if not promise.confirmed_by]:
        yield f"Promises the team has not confirmed: {', '.join(waiting)}."
