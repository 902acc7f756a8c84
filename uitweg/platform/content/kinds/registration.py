"""Makes the national bodies and the standard of a row, of content/registration.yaml."""

from collections.abc import Iterable, Iterator
from functools import partial

from uitweg.platform.content.files.reader import FIRST_LANG, FIRST_LEVEL, ContentReader
from uitweg.platform.content.files.strict_yaml import InvalidContent, Problem, YamlItem
from uitweg.platform.content.values.partners import NationalBody, RowStandard

FILE = "registration.yaml"


def read_registration(reader: ContentReader) -> tuple[list[NationalBody], list[RowStandard]]:
    """Return all bodies and standards, shown or not: for the team, so in the first level only."""
    if reader.level.id != FIRST_LEVEL:
        return [], []
    top = reader.top(FILE)
    bodies = reader.make_values(reader.items(top, "bodies"), partial(_make_body, reader))
    standards = reader.make_values(reader.items(top, "standards"), partial(_make_standard, reader))
    reader.problems += _asked_twice(bodies)
    try:
        top.refuse_leftovers()
    except InvalidContent as error:
        reader.problems.append(error.problem)
    return bodies, standards


def _make_body(reader: ContentReader, row: YamlItem) -> NationalBody:
    return NationalBody(
        **reader.common(row, FIRST_LANG), name=row.words("name"), consents=row.texts("consents")
    )


def _make_standard(reader: ContentReader, row: YamlItem) -> RowStandard:
    return RowStandard(
        **reader.common(row, FIRST_LANG),
        name=row.words("name"),
        maker=row.words("maker"),
        licence=row.words("licence"),
    )


def _asked_twice(bodies: Iterable[NationalBody]) -> Iterator[Problem]:
    """Yield a problem for each body that is asked for a purpose which has a body already."""
    asked = set[str]()
    for body in bodies:
        if body.shown and (twice := asked & set(body.consents)):
            yield Problem(FILE, body.id, f"{min(twice)} is asked for another body already.")
        asked |= set(body.consents) if body.shown else set()
