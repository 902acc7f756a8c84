"""Reads a content folder at one reading level: the items, their wording, and all problems."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property
from typing import Any

from msgspec import ValidationError, convert

from uitweg.platform.content.files.folder import ContentFolder
from uitweg.platform.content.files.levels import ReadingLevel
from uitweg.platform.content.files.shapes import Keys, Link, refusal, shape_of
from uitweg.platform.content.files.strict_yaml import InvalidContent, Problem, YamlItem, yaml_items
from uitweg.platform.content.values.items import Item, WrittenEntry
from uitweg.platform.content.values.values import CheckDay, HowChecked

FIRST_LEVEL = FIRST_LANG = "nl"
WordsById = dict[str, tuple[YamlItem, str]]
Prepare = Callable[["ContentReader", YamlItem, YamlItem], dict[str, Any]]
"""Takes from a row and its wording what its class cannot say, and returns it by key."""


class ContentReader:
    """Reads the files of a level; collects problems, so that an editor sees all of them at once."""

    def __init__(self, root: ContentFolder, level: ReadingLevel) -> None:
        self.root, self.level = root, level
        self.problems: list[Problem] = []
        self.known: dict[type[Item], dict[str, Any]] = {}
        self.linkable: dict[type[Item], dict[str, Any]] = {}

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

    def read[T: Item](
        self,
        kind: type[T],
        file: str,
        *,
        rows: Iterable[YamlItem] | None = None,
        words: str | None = "",
        prepare: Prepare | None = None,
    ) -> list[T]:
        """Return the things of a file, in its order; others can link to them from then on.

        `rows` are its items; without, those of the list `items`. `words` is the file of wording,
        by default of the same name; None for things without.
        """
        rows = self.items_of(file) if rows is None else rows

        def make(row: YamlItem, wording: YamlItem, lang: str) -> T:
            made = prepare(self, row, wording) if prepare else {}
            return self.make(kind, row, wording, lang, made)

        if words is None:
            none = YamlItem(file, "", {})
            things = self.make_values(rows, lambda row: make(row, none, FIRST_LANG))
        else:
            things = self.with_wording(rows, words or file, make)
        self.keep(kind, things)
        return things

    def keep[T: Item](self, kind: type[T], things: Iterable[T]) -> None:
        """Let others link to these; they take the place of what was kept of this class."""
        self.known[kind] = {thing.id: thing for thing in things}
        self.linkable[kind] = {thing.id: thing for thing in things if thing.linkable}

    def things[T: Item](self, kind: type[T]) -> dict[str, T]:
        """Return what was read of a class, by id."""
        return self.known.get(kind, {})

    def items_of(self, file: str) -> list[YamlItem]:
        """Return the items of a file that has nothing else."""
        top = self.top(file)
        items = self.items(top)
        self.refuse_leftovers(top)
        return items

    def refuse_leftovers(self, top: YamlItem) -> None:
        """Make a problem of a key that nobody took."""
        try:
            top.refuse_leftovers()
        except InvalidContent as error:
            self.problems.append(error.problem)

    def make[T: WrittenEntry](
        self,
        kind: type[T],
        row: YamlItem,
        wording: YamlItem | None = None,
        lang: str = FIRST_LANG,
        made: dict[str, Any] | None = None,
    ) -> T:
        """Return a thing of its row, its wording and what code `made` of them, by key.

        Raises InvalidContent for what does not fit its class.
        """
        shape, made = shape_of(kind), made or {}
        values = made | _values_of(row, shape.facts, made)
        if wording is not None:
            values |= _values_of(wording, shape.wording, made)
        for key, link in shape.links.items():
            if key in values and key not in made:
                values[key] = self._linked(row, key, values[key], link)
        if shape.has_lang:
            values["lang"] = lang
        if shape.is_checked:
            values["how_checked"] = self._how_checked(values["checked_on"])
        try:
            thing = convert(values, kind, builtin_types=(date,))
        except ValidationError as error:
            key, sentence = refusal(error, shape)
            item = wording if wording is not None and key in shape.wording.every else row
            raise item.refused(sentence) from None
        if sentence := thing.problem():
            raise row.refused(sentence)
        return thing

    def _how_checked(self, checked_on: Any) -> HowChecked:
        if checked_on is None:
            return HowChecked.NOTES
        return self._how_by_day.get(str(checked_on), HowChecked.PAGE)

    @cached_property
    def _how_by_day(self) -> dict[str, HowChecked]:
        return {str(check.day): check.how for check in self.things(CheckDay).values()}

    def _linked(self, row: YamlItem, key: str, written: Any, link: Link) -> Any:
        """Return ids as the things they are of, or as they are. Raises InvalidContent."""
        if link.may_lack and not written:
            return None if not link.many else written
        ids = written if link.many else [written]
        if type(ids) is not list or any(type(id) is not str for id in ids):
            raise row.refused(f"{key} should be {'a list of words' if link.many else 'words'}.")
        if "" in ids:
            raise row.refused(f"{key} has no words.")
        things = self.linked(row, ids, link.kind)
        if link.keeps_ids:
            return written
        return things if link.many else things[0]

    def linked[T: Item](self, row: YamlItem, ids: Iterable[str], kind: type[T]) -> tuple[T, ...]:
        """Return the things with these ids. Raises InvalidContent for one that is not shown."""
        linkable = self.linkable.get(kind, {})
        try:
            return tuple([linkable[id] for id in ids])
        except KeyError as missing:
            id = missing.args[0]
        if id in self.things(kind):
            raise row.refused(f"{id} may not be shown: it is unverified or switched off.")
        raise row.refused(kind.missing.format(id))


def _values_of(item: YamlItem, keys: Keys, made: dict[str, Any]) -> dict[str, Any]:
    """Return what is left of a row or a wording. Raises InvalidContent for a key less or more."""
    values = item.take_rest()
    for key in keys.required:
        if key not in values and key not in made:
            raise item.refused(f"{key} is missing.")
    if strange := (values.keys() - keys.every) | (values.keys() & made.keys()):
        raise item.refused(f"{min(map(str, strange))} is not a key we know.")
    return {key: value.strip() if type(value) is str else value for key, value in values.items()}
