"""The state of content/ for its owners: problems, figures, due reviews, unverified items."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from uitweg.platform.content.checks import texts
from uitweg.platform.content.checks.checking import check, facts_to_review, review_on, shown_facts
from uitweg.platform.content.checks.links import borrowed_words
from uitweg.platform.content.checks.readability import (
    READABILITY_RULES,
    SHORT_SENTENCE_WORDS,
    MeasuredText,
    ReadabilityRule,
    measure_text,
)
from uitweg.platform.content.collection import Content
from uitweg.platform.content.files.folder import ContentFolder
from uitweg.platform.content.files.levels import SETTING, ReadingLevel
from uitweg.platform.content.files.reader import FIRST_LEVEL
from uitweg.platform.content.files.strict_yaml import Problem
from uitweg.platform.content.loading import Root, all_levels, content_folder, levels, read_content
from uitweg.platform.content.values.values import Fact, Signal


@dataclass(frozen=True)
class PageFigures:
    """The measured text of a page, with the lists on it."""

    path: str
    text: MeasuredText


@dataclass(frozen=True)
class LevelFigures:
    """The figures of a reading level, of items that have wording of its own.

    The numbers count shown items: `signals` with a source, explanations, contacts
    (help lines) and pages. `all` is the text of all its files, `rule` the readability rule, if any.
    """

    level: ReadingLevel
    signals: int
    explanation_count: int
    contact_count: int
    pages: tuple[PageFigures, ...]
    page_count: int
    all: MeasuredText
    rule: ReadabilityRule | None

    @property
    def hardest(self) -> PageFigures | None:
        """The page with the lowest reading ease; None where there is no formula."""
        scored = [page for page in self.pages if page.text.ease is not None]
        return min(scored, key=lambda page: page.text.ease or 0.0, default=None)


@dataclass(frozen=True)
class Overview:
    """What `./run check-content` and the content owner's page show."""

    problems: tuple[Problem, ...]
    content: Content | None
    levels: tuple[LevelFigures, ...]

    @property
    def signals(self) -> tuple[int, int]:
        """The number of all signals, and of those shown."""
        if self.content is None:
            return 0, 0
        hidden = sum(isinstance(fact, Signal) for fact in self.content.unverified)
        return len(self.content.signals) + hidden, len(self.content.signals)

    def reviews(self) -> list[tuple[date, list[Fact]]]:
        """Return the days with facts to review, with those facts, soonest first."""
        by_day: dict[date, list[Fact]] = {}
        for fact in shown_facts(self.content) if self.content else ():
            by_day.setdefault(review_on(fact), []).append(fact)
        return sorted(by_day.items())


def measure_content(root: Root = None) -> Overview:
    """Read and measure everything; takes about a second, so callers should cache it."""
    folder = content_folder(root)
    return _measure(folder, tuple(check(folder)))


def _measure(folder: ContentFolder, problems: tuple[Problem, ...]) -> Overview:
    content, _ = read_content(folder, FIRST_LEVEL)
    known = all_levels(folder) if content else ()
    figures = [
        _level_figures(folder, level_content)
        for level in known
        if (level_content := read_content(folder, level.id)[0])
    ]
    return Overview(problems, content, tuple(figures))


def _level_figures(root: ContentFolder, content: Content) -> LevelFigures:
    level = content.level
    own = [fact for fact in shown_facts(content) if fact.lang == level.lang]
    explanations = {fact for kind in content.explanations.values() for fact in kind}
    lines = (line for text in texts.file_texts(root, level) for line in text.lines)
    return LevelFigures(
        level=level,
        signals=sum(isinstance(fact, Signal) and bool(fact.sources) for fact in own),
        explanation_count=sum(fact in explanations for fact in own),
        contact_count=sum(fact in content.contacts for fact in own),
        page_count=sum(fact in content.pages for fact in own),
        pages=tuple(
            PageFigures(text.path, measure_text(text.lines, level.lang))
            for text in texts.page_texts(content)
        ),
        all=measure_text(lines, level.lang),
        rule=READABILITY_RULES.get(level.id),
    )


def report(root: Root = None, *, today: date | None = None) -> tuple[str, int]:
    """Return the text of `./run check-content`, and its exit code: 1 for problems, else 0.

    `today` (by default the machine's) decides what is due; due or unverified items are no problem.
    """
    if problems := check(root):
        verdict = f"{len(problems)} thing{'s' if len(problems) > 1 else ''} wrong in content/:"
        return "\n".join([verdict, *_problem_lines(problems, content_folder(root))]), 1
    overview = _measure(content_folder(root), ())
    if overview.content is None:
        raise AssertionError("content without problems is whole")
    day = today or date(*time.localtime()[:3])
    lines = [
        *_verdict(overview),
        "",
        *_table(overview),
        "",
        *_partial_languages(content_folder(root)),
        *_due(overview, day),
        *_unconfirmed(overview.content),
    ]
    return "\n".join(lines), 0


def _problem_lines(problems: Iterable[Problem], folder: ContentFolder) -> Iterator[str]:
    """Yield a line for each problem, which says whether it is in a file of the city's own."""
    for problem in problems:
        yield f"  {problem}{' (your own file)' if folder.is_own(problem.file) else ''}"


def _verdict(overview: Overview) -> Iterator[str]:
    content, (total, shown) = overview.content, overview.signals
    if content is None:
        return
    told = ", ".join(f"{len(items)} {kind}" for kind, items in content.explanations.items())
    yield "content/ is whole: nothing to mend."
    yield (
        f"{total} signals: {shown} shown, each with a source and a date, "
        f"and {total - shown} not yet verified."
    )
    yield (
        f"{len(content.contacts)} help lines, {len(content.routes)} routes, "
        f"{len(content.pages)} written pages, {len(content.pictures)} pictures of the check, "
        f"{len(content.phases)} phases, {len(content.vulnerabilities)} vulnerabilities, "
        f"{len(content.sources)} sources."
    )
    yield f"Told: {told}."


def _partial_languages(root: ContentFolder) -> Iterator[str]:
    """Yield, for each language that is not whole: on or off, read or not, what shows in Dutch."""
    on = levels(root)
    for level in all_levels(root):
        if level.whole:
            continue
        switched = "on" if level in on else f"off ({SETTING})"
        read = (
            "no native speaker has read it yet"
            if level.is_unread
            else f"read by {level.reviewed_by} on {level.reviewed_on}"
        )
        yield f"{level.id} ({level.name}): {switched}; {read}."
        if borrowed := [key for _, key in borrowed_words(root, level)]:
            yield f"  in Dutch on its pages: {', '.join(borrowed)}"


_COLUMNS = (
    *("level", "signals", "told", "lines", "pages", "words", "words/sentence", "longest"),
    *(f"<= {SHORT_SENTENCE_WORDS} words", "long words", "ease", "hardest page"),
)


def _table(overview: Overview) -> Iterator[str]:
    """Yield the lines of a table with the figures of each level."""
    rows = [_COLUMNS, *(_table_row(figures, overview.signals[1]) for figures in overview.levels)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    yield "ease: Flesch-Douma (nl) and Flesch Reading Ease (en); higher is easier. We ask, a page:"
    for figures in overview.levels:
        if figures.rule:
            short = (
                f", {figures.rule.short_share:.0%} of its sentences <= {SHORT_SENTENCE_WORDS} words"
            )
            yield (
                f"  {figures.level.id}: ease {figures.rule.ease:.0f} or more, no sentence over "
                f"{figures.rule.longest} words{short if figures.rule.short_share else ''}."
            )


def _table_row(figures: LevelFigures, shown: int) -> tuple[str, ...]:
    text, hardest = figures.all, figures.hardest
    return (
        figures.level.id,
        f"{figures.signals} of {shown}",
        str(figures.explanation_count),
        str(figures.contact_count),
        str(figures.page_count),
        str(text.words),
        f"{text.words_a_sentence:.1f}",
        str(text.most),
        f"{text.short_share:.1%}",
        f"{text.long_share:.0%}",
        "-" if text.ease is None else f"{text.ease:.0f}",
        f"{hardest.text.ease:.0f} {hardest.path}" if hardest else "-",
    )


def _due(overview: Overview, today: date) -> Iterator[str]:
    late = facts_to_review(overview.content, today) if overview.content else []
    if late:
        yield "Due for review:"
        for fact in late:
            yield f"  {fact.id}, checked {fact.checked_on}, {fact.owner}"
    if coming := [(day, items) for day, items in overview.reviews() if day > today]:
        yield "Next reviews:"
        for day, items in coming:
            kinds = Counter(fact.counted_as for fact in items)
            yield f"  {day}: {', '.join(f'{count} {kind}' for kind, count in kinds.items())}"


def _unconfirmed(content: Content) -> Iterator[str]:
    if content.unverified:
        yield "Unverified, not shown:"
        for fact in content.unverified:
            yield f"  {fact.id}: {fact.note or 'no note'}"
    if waiting := [promise.id for promise in content.promises if not promise.confirmed_by]:
        yield f"Promises the team has not confirmed: {', '.join(waiting)}."
