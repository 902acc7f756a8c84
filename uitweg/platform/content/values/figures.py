"""The words of the figures that may be published, as frozen values. The numbers are elsewhere."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated

from msgspec import Struct

from uitweg.platform.choices import Choices
from uitweg.platform.content.values.items import IdOf, Item, Words, WrittenEntry

FIGURES_PATH = "/cijfers/"
_HOST = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}"
_HTTPS = re.compile(rf"https://{_HOST}(?:[/?#][A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*)?")
_EMAIL = re.compile(rf"[A-Za-z0-9._-]+@{_HOST}", re.IGNORECASE)
"""What can stand in a record without another character in its place."""


class Licence(Choices):
    """What others may do with the figures: Creative Commons only, which DCAT-AP-NL 3.0 requires.

    A value is the address in the list of licences of data.overheid.nl, letter for letter: the
    profile has no list of its own yet.
    """

    CC_ZERO = "http://creativecommons.org/publicdomain/zero/1.0/deed.nl", "CC0 1.0"
    CC_BY = "http://creativecommons.org/licenses/by/4.0/deed.nl", "CC BY 4.0"
    CC_BY_SA = "http://creativecommons.org/licenses/by-sa/4.0/deed.nl", "CC BY-SA 4.0"


class FigurePublisher(WrittenEntry, frozen=True):
    """Who publishes the figures, as a catalogue of data reads it; "" is what is not said.

    `identifier` is the city in a register such as TOOI, `place` in GeoNames, `contact` a page for
    questions; all three are https addresses.
    """

    name: str
    identifier: str
    place: str
    email: str
    contact: str
    licence: Licence

    def problem(self) -> str:
        addresses = {"identifier": self.identifier, "place": self.place, "contact": self.contact}
        for key, address in addresses.items():
            if address and not _HTTPS.fullmatch(address):
                like = "https://city.example/page"
                return f'{key} should be an address such as {like}, or "": it is {address}.'
        if self.email and not _EMAIL.fullmatch(self.email):
            like = "figures@city.example"
            return f'email should be an address such as {like}, or "": it is {self.email}.'
        return super().problem()


NO_PUBLISHER = FigurePublisher("", "", "", "", "", Licence.CC_BY)


class FigureSource(Item, frozen=True, kw_only=True):
    """What one number counts. `unit` says it in a sentence, `limits` what it cannot say."""

    order: int
    title: Words
    unit: Words
    definition: Words
    limits: Words


class FigureDimension(Item, frozen=True, kw_only=True):
    """A question with fixed answers; `categories` has the words of each answer, in order."""

    title: Words
    categories: Mapping[str, str]


FigureSourceId = Annotated[str, IdOf(FigureSource)]
FigureDimensionId = Annotated[str, IdOf(FigureDimension)]


class FigureTable(Item, frozen=True, kw_only=True):
    """A table that the page knows; `title` is a question, `says` what one sees and what not."""

    order: int
    source: FigureSourceId
    dimensions: tuple[FigureDimensionId, ...]
    title: Words
    says: Words
    caption: Words


class FigureBook(Struct, frozen=True, eq=False, dict=True):
    """All words of the page of figures at one reading level. `page` has those of the page itself.

    `columns` says what each column of the file with all tables means.

    What has no words here, such as a category of an earlier edition, is called by its id.
    """

    page: Mapping[str, str]
    columns: Mapping[str, str]
    publisher: FigurePublisher
    sources: tuple[FigureSource, ...]
    dimensions: tuple[FigureDimension, ...]
    tables: tuple[FigureTable, ...]

    @cached_property
    def source_by_id(self) -> dict[str, FigureSource]:
        return {source.id: source for source in self.sources}

    @cached_property
    def dimension_by_id(self) -> dict[str, FigureDimension]:
        return {dimension.id: dimension for dimension in self.dimensions}

    @cached_property
    def table_by_id(self) -> dict[str, FigureTable]:
        return {table.id: table for table in self.tables}

    def dimension_words(self, dimension: str) -> str:
        """Return what a dimension is called."""
        known = self.dimension_by_id.get(dimension)
        return known.title if known else dimension

    def category_words(self, dimension: str, category: str) -> str:
        """Return what a category of this dimension is called."""
        known = self.dimension_by_id.get(dimension)
        return known.categories.get(category, category) if known else category
