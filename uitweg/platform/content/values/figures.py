"""The words of the figures that may be published, as frozen values. The numbers are elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from uitweg.platform.choices import Choices

FIGURES_PATH = "/cijfers/"


class Licence(Choices):
    """What others may do with the figures: Creative Commons only, which DCAT-AP-NL 3.0 requires.

    A value is the address in the list of licences of data.overheid.nl, letter for letter: the
    profile has no list of its own yet.
    """

    CC_ZERO = "http://creativecommons.org/publicdomain/zero/1.0/deed.nl", "CC0 1.0"
    CC_BY = "http://creativecommons.org/licenses/by/4.0/deed.nl", "CC BY 4.0"
    CC_BY_SA = "http://creativecommons.org/licenses/by-sa/4.0/deed.nl", "CC BY-SA 4.0"


@dataclass(frozen=True)
class FigurePublisher:
    """Who publishes the figures, as a catalogue of data reads it; "" is what is not said.

    `identifier` is the city in a register such as TOOI, `place` in GeoNames, `contact` a page for
    questions; all three are https addresses.
    """

    name: str = ""
    identifier: str = ""
    place: str = ""
    email: str = ""
    contact: str = ""
    licence: Licence = Licence.CC_BY


@dataclass(frozen=True)
class FigureSource:
    """What one number counts. `unit` says it in a sentence, `limits` what it cannot say."""

    id: str
    order: int
    title: str
    unit: str
    definition: str
    limits: str


@dataclass(frozen=True)
class FigureDimension:
    """A question with fixed answers; `categories` has the words of each answer, in order."""

    id: str
    title: str
    categories: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True)
class FigureTable:
    """A table that the page knows; `title` is a question, `says` what one sees and what not."""

    id: str
    order: int
    source: str
    dimensions: tuple[str, ...]
    title: str
    says: str
    caption: str


@dataclass(frozen=True, eq=False)
class FigureBook:
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
