"""Registration at a national body as frozen values: who it is, and whose columns a row has."""

from collections.abc import Iterable
from dataclasses import dataclass

from uitweg.platform.content.values import Fact


@dataclass(frozen=True)
class NationalBody(Fact):
    """An organisation of the whole country; `consents` are the purposes that are asked for it.

    `name` is what the youngster hears: a yes to somebody without a name is no consent.
    """

    name: str
    consents: tuple[str, ...]


@dataclass(frozen=True)
class RowStandard(Fact):
    """The standard whose columns the row of a case has, who made it, and under which licence."""

    name: str
    maker: str
    licence: str

    @property
    def words(self) -> str:
        """The standard in words, as "HTCDS 2.0 (IOM, CC BY 4.0)"."""
        return f"{self.name} ({self.maker}, {self.licence})"


def body_by_consent(bodies: Iterable[NationalBody]) -> dict[str, NationalBody]:
    """Return by purpose the body that a yes for it is asked for; only bodies that may be shown."""
    return {consent: body for body in bodies if body.shown for consent in body.consents}
