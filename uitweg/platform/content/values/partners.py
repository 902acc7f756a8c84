"""What the steps around a case, letters to partners and registration are made of."""

from collections.abc import Iterable
from dataclasses import dataclass

from uitweg.platform.choices import Choices
from uitweg.platform.content.values.values import Fact, StepOwner


class Situation(Choices):
    """For which youngsters only a line is meant."""

    MINOR = "minor", "alleen onder de 18"
    ADULT = "adult", "alleen vanaf 18 jaar"
    FOREIGN = "foreign", "alleen zonder verblijfsrecht in Nederland"
    SUSPECT = "suspect", "alleen als de jongere ook verdachte is"
    IF_SO = "if-so", "alleen als dit speelt"


@dataclass(frozen=True)
class RouteStep:
    """An action that a route proposes, due after `days`.

    `fits` says for whom only it is meant. `consent` names the purpose for which the youngster must
    have agreed before it can be made, or is "". `sources` are ids of sources.yaml.
    """

    id: str
    days: int
    usual_owner: StepOwner
    group: str
    text: str
    sources: tuple[str, ...]
    fits: Situation | None = None
    consent: str = ""

    @property
    def own(self) -> bool:
        """Whether it has no source but ourselves."""
        return self.sources == ("uitweg-own",)


@dataclass(frozen=True)
class RoutePeriod:
    """A period that a route proposes.

    One of kind `other` has a name, a length in `days` and a data group of its own; for the other
    kinds the policy says so, and these are "", 0 and "".
    """

    id: str
    kind: str
    days: int
    group: str
    name: str
    fits: Situation | None = None


@dataclass(frozen=True)
class PartnerRoute(Fact):
    """What to do with one kind of partner: steps, periods, and letters by id.

    `consents` are the purposes for which this route asks consent, each apart.
    """

    counted_as = "partner routes"

    order: int
    title: str
    text: str
    consents: tuple[str, ...]
    steps: tuple[RouteStep, ...]
    periods: tuple[RoutePeriod, ...]
    letters: tuple[str, ...]

    @property
    def shown_sources(self) -> tuple[str, ...]:
        """The sources in words, without our own derivation."""
        return tuple(
            f"{source.title}, {source.publisher}"
            for source in self.sources
            if source.id != "uitweg-own"
        )


@dataclass(frozen=True)
class PartnerLetter(Fact):
    """A letter to a kind of partner.

    `says` are the data groups that its fixed words tell something about: without a basis for each
    of them it may not leave. `facts` name fields of the case's sheets ("person.name") that it is
    filled in with, as far as may be. `open_lines` are left for the sender to fill in. With
    `consent`, only consent for that purpose is a basis. `via` and `service` say to whom it goes, in
    the words of a disclosure and of the directory; `named` stands in the name of who gets it, when
    that is one organisation, and is "" otherwise.
    """

    counted_as = "partner letters"

    via: str
    service: str
    named: str
    consent: str
    says: tuple[str, ...]
    facts: tuple[str, ...]
    fits: Situation | None
    title: str
    subject: str
    greeting: str
    opening: tuple[str, ...]
    asks: tuple[str, ...]
    open_lines: tuple[str, ...]
    closing: str


@dataclass(frozen=True)
class NationalBody(Fact):
    """An organisation of the whole country; `consents` are the purposes that are asked for it.

    `name` is what the youngster hears: a yes to somebody without a name is no consent.
    """

    counted_as = "national bodies"

    name: str
    consents: tuple[str, ...]


@dataclass(frozen=True)
class RowStandard(Fact):
    """The standard whose columns the row of a case has, who made it, and under which licence."""

    counted_as = "standards of a row"

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
