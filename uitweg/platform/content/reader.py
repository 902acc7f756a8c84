"""Reads one content folder at one reading level: items, their words, and the problems met."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TypedDict

from uitweg.platform.content.levels import ReadingLevel
from uitweg.platform.content.strict_yaml import (
    InvalidContent,
    Problem,
    YamlItem,
    read_yaml,
    yaml_items,
)
from uitweg.platform.content.values import Fact, Source

FIRST_LEVEL = FIRST_LANG = "nl"
WordsById = dict[str, tuple[YamlItem, str]]


class FactFields(TypedDict):
    """What every fact carries."""

    id: str
    sources: tuple[Source, ...]
    checked_on: date | None
    owner: str
    review_months: int
    note: str
    lang: str


class ContentReader:
    """Gathers problems instead of stopping, so that an editor sees them all at once."""

    def __init__(self, root: Path, level: ReadingLevel) -> None:
        self.root, self.level = root, level
        self.problems: list[Problem] = []
        self.sources: dict[str, Source] = {}

    def top(self, file: str) -> YamlItem:
        """Return a whole file; an unreadable one is a problem, and empty."""
        try:
            return read_yaml(self.root / file, file)
        except InvalidContent as refused:
            self.problems.append(refused.problem)
            return YamlItem(file, "", {})

    def made[T](self, found: Iterable[YamlItem], make: Callable[[YamlItem], T]) -> list[T]:
        """Make a value of each row; one that is refused is a problem, and left out."""
        values = []
        for row in found:
            try:
                row.text("id", "")
                value = make(row)
                row.done()
                values.append(value)
            except InvalidContent as refused:
                self.problems.append(refused.problem)
        return values

    def items(self, top: YamlItem, key: str = "items") -> list[YamlItem]:
        """Return the items of a file, each with what the file says for all."""
        try:
            return yaml_items(top.file, top.take(key, list, []), top.take("for_all", dict, {}))
        except InvalidContent as refused:
            self.problems.append(refused.problem)
            return []

    def worded[T](
        self, found: Iterable[YamlItem], file: str, make: Callable[[YamlItem, YamlItem, str], T]
    ) -> list[T]:
        """Make a value of each row with its words in `file`; words left over are a problem."""
        words = self.words(file)

        def with_words(row: YamlItem) -> T:
            if row.id not in words:
                raise InvalidContent(
                    Problem(f"words/{FIRST_LEVEL}/{file}", row.id, "has no words.")
                )
            said, lang = words.pop(row.id)
            value = make(row, said, lang)
            said.done()
            return value

        values = self.made(found, with_words)
        for said, _ in words.values():
            self.problems.append(Problem(said.file, said.id, "these words belong to no item."))
        return values

    def words(self, file: str) -> WordsById:
        """Return the words of a file by id with their language, ours where a level has none.

        In a level that should be whole, an item without words is a problem.
        """
        first = self._said(FIRST_LEVEL, file)
        found = {id: (row, FIRST_LANG) for id, row in first.items()}
        if self.level.id == FIRST_LEVEL:
            return found
        here = self._said(self.level.id, file)
        for id in [id for id in first if id not in here] if self.level.whole else []:
            self.problems.append(Problem(f"words/{self.level.id}/{file}", id, "has no words."))
        return found | {id: (row, self.level.lang) for id, row in here.items()}

    def _said(self, level: str, file: str) -> dict[str, YamlItem]:
        name, found = f"words/{level}/{file}", dict[str, YamlItem]()
        if level != FIRST_LEVEL and not (self.root / name).exists():
            return found
        for id, raw in self.top(name).items():
            try:
                found[id] = YamlItem(name, id, raw)
            except InvalidContent as refused:
                self.problems.append(refused.problem)
        return found

    def flat(self, file: str) -> dict[str, str]:
        """Return single words and sentences by their key, ours where a level has none."""
        found: dict[str, str] = {}
        for level in dict.fromkeys((FIRST_LEVEL, self.level.id)):
            name = f"words/{level}/{file}"
            if level != FIRST_LEVEL and not (self.root / name).exists():
                continue
            said = {key: text for key, text in self.top(name).items() if isinstance(text, str)}
            if level != FIRST_LEVEL:
                self.problems += [
                    Problem(name, key, "these words belong nowhere.") for key in said.keys() - found
                ]
                if self.level.whole:
                    self.problems += [
                        Problem(name, key, "has no words.") for key in found.keys() - said
                    ]
            found |= said
        return found

    def page(self, id: str) -> tuple[str, str]:
        """Return a page's Markdown and its language, ours where a level has none."""
        for level, lang in ((self.level.id, self.level.lang), (FIRST_LEVEL, FIRST_LANG)):
            where = self.root / "words" / level / "pages" / f"{id}.md"
            if where.exists():
                return where.read_text(encoding="utf-8"), lang
            if self.level.whole:
                name = f"words/{level}/pages/{id}.md"
                raise InvalidContent(Problem(name, "", "the page has no words."))
        raise InvalidContent(
            Problem(f"words/{FIRST_LEVEL}/pages/{id}.md", "", "the page has no words.")
        )

    def common(self, row: YamlItem, lang: str) -> FactFields:
        """Return what every fact carries; raises Refused for a source that is not listed."""
        sources = row.texts("sources")
        for source in sources:
            if source not in self.sources:
                raise row.refused(f"the source {source} is not in sources.yaml.")
        checked_on = row.day("checked_on")
        if checked_on and not sources:
            raise row.refused("it is checked, but names no source.")
        return {
            "id": row.id,
            "sources": tuple(self.sources[source] for source in sources),
            "checked_on": checked_on,
            "owner": row.words("owner"),
            "review_months": row.take("review_months", int),
            "note": row.text("note", ""),
            "lang": lang,
        }

    def linked[T: Fact](
        self, row: YamlItem, ids: Iterable[str], known: dict[str, T]
    ) -> tuple[T, ...]:
        """Return the items behind ids; raises Refused for an unknown or an unverified one."""
        for id in ids:
            if id not in known:
                raise row.refused(f"{id} does not exist.")
            if not known[id].shown:
                raise row.refused(f"{id} may not be shown: it is unverified or switched off.")
        return tuple(known[id] for id in ids)
