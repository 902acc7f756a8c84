"""Reads a content folder at one reading level: the items, their wording, and all problems."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypedDict

from uitweg.platform.content.files.folder import ContentFolder
from uitweg.platform.content.files.levels import ReadingLevel
from uitweg.platform.content.files.strict_yaml import InvalidContent, Problem, YamlItem, yaml_items
from uitweg.platform.content.values.values import Fact, HowChecked, Source

FIRST_LEVEL = FIRST_LANG = "nl"
WordsById = dict[str, tuple[YamlItem, str]]


class FactFields(TypedDict):
    """The fields that every fact has."""

    id: str
    sources: tuple[Source, ...]
    checked_on: date | None
    owner: str
    review_months: int
    note: str
    ask_whom: str
    how_checked: HowChecked
    lang: str


class ContentReader:
    """Reads the files of a level; collects problems, so that an editor sees all of them at once."""

    def __init__(self, root: ContentFolder, level: ReadingLevel) -> None:
        self.root, self.level = root, level
        self.problems: list[Problem] = []
        self.sources: dict[str, Source] = {}
        self.checks: dict[date, HowChecked] = {}

    def top(self, file: str) -> YamlItem:
        """Return a file as one item; an unreadable one gives a problem and an empty item."""
        try:
            return self.root.yaml(file)
        except InvalidContent as error:
            self.problems.append(error.problem)
            return YamlItem(file, "", {})

    def make_values[T](self, rows: Iterable[YamlItem], make: Callable[[YamlItem], T]) -> list[T]:
        """Make a value of each row; an invalid row gives a problem and is left out."""
        values = []
        for row in rows:
            try:
                row.text("id", "")
                value = make(row)
                row.refuse_leftovers()
                values.append(value)
            except InvalidContent as error:
                self.problems.append(error.problem)
        return values

    def items(self, top: YamlItem, key: str = "items") -> list[YamlItem]:
        """Return the items of a file, each with the fields that the file sets for all."""
        try:
            return yaml_items(top.file, top.take(key, list, []), top.take("for_all", dict, {}))
        except InvalidContent as error:
            self.problems.append(error.problem)
            return []

    def with_wording[T](
        self, rows: Iterable[YamlItem], file: str, make: Callable[[YamlItem, YamlItem, str], T]
    ) -> list[T]:
        """Make a value of each row and its wording in `file`; wording without row is a problem."""
        wording_by_id = self.words(file)

        def with_words(row: YamlItem) -> T:
            if row.id not in wording_by_id:
                raise InvalidContent(
                    Problem(f"words/{FIRST_LEVEL}/{file}", row.id, "has no words.")
                )
            wording, lang = wording_by_id.pop(row.id)
            value = make(row, wording, lang)
            wording.refuse_leftovers()
            return value

        values = self.make_values(rows, with_words)
        for wording, _ in wording_by_id.values():
            self.problems.append(
                Problem(wording.file, wording.id, "these words belong to no item.")
            )
        return values

    def words(self, file: str) -> WordsById:
        """Return the wording in a file by id, with its language; the first level's where one lacks.

        In a level that should be whole, an item without wording is a problem. In another one an
        item has to have the same texts as in the first level, else that level's are taken.
        """
        first = self._wording(FIRST_LEVEL, file)
        wording = {id: (row, FIRST_LANG) for id, row in first.items()}
        if self.level.id == FIRST_LEVEL:
            return wording
        own = self._wording(self.level.id, file)
        for id in [id for id in first if id not in own] if self.level.whole else []:
            self.problems.append(Problem(f"words/{self.level.id}/{file}", id, "has no words."))
        if not self.level.whole:
            own = {
                id: row
                for id, row in own.items()
                if id not in first or row.keys_left == first[id].keys_left
            }
        return wording | {id: (row, self.level.lang) for id, row in own.items()}

    def _wording(self, level: str, file: str) -> dict[str, YamlItem]:
        name, items = f"words/{level}/{file}", dict[str, YamlItem]()
        if level != FIRST_LEVEL and not self.root.exists(name):
            return items
        for id, raw in self.top(name).items():
            try:
                items[id] = YamlItem(name, id, raw)
            except InvalidContent as error:
                self.problems.append(error.problem)
        return items

    def flat(self, file: str) -> dict[str, str]:
        """Return the texts of a file by key; the first level's where this level has none."""
        texts: dict[str, str] = {}
        for level in dict.fromkeys((FIRST_LEVEL, self.level.id)):
            name = f"words/{level}/{file}"
            if level != FIRST_LEVEL and not self.root.exists(name):
                continue
            own = {key: text for key, text in self.top(name).items() if isinstance(text, str)}
            if level != FIRST_LEVEL:
                self.problems += [
                    Problem(name, key, "these words belong nowhere.") for key in own.keys() - texts
                ]
                if self.level.whole:
                    self.problems += [
                        Problem(name, key, "has no words.") for key in texts.keys() - own
                    ]
            texts |= own
        return texts

    def page(self, id: str) -> tuple[str, str]:
        """Return a page's Markdown and its language; the first level's where this one has none."""
        for level, lang in ((self.level.id, self.level.lang), (FIRST_LEVEL, FIRST_LANG)):
            path = self.root.path(f"words/{level}/pages/{id}.md")
            if path.exists():
                return path.read_text(encoding="utf-8"), lang
            if self.level.whole:
                name = f"words/{level}/pages/{id}.md"
                raise InvalidContent(Problem(name, "", "the page has no words."))
        raise InvalidContent(
            Problem(f"words/{FIRST_LEVEL}/pages/{id}.md", "", "the page has no words.")
        )

    def common(self, row: YamlItem, lang: str) -> FactFields:
        """Return the fields that every fact has; raises InvalidContent for an unknown source."""
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
            "ask_whom": row.text("ask_whom", ""),
            "how_checked": self.checks.get(checked_on, HowChecked.PAGE)
            if checked_on
            else HowChecked.NOTES,
            "lang": lang,
        }

    def linked[T: Fact](
        self, row: YamlItem, ids: Iterable[str], known: dict[str, T]
    ) -> tuple[T, ...]:
        """Return the items with these ids; raises InvalidContent for unknown or unverified ones."""
        for id in ids:
            if id not in known:
                raise row.refused(f"{id} does not exist.")
            if not known[id].shown:
                raise row.refused(f"{id} may not be shown: it is unverified or switched off.")
        return tuple(known[id] for id in ids)
