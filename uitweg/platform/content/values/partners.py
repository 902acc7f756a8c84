"""What the steps around a case, letters to partners and registration are made of."""

from collections.abc import Iterable
from typing import Annotated

from uitweg.platform.choices import Choices
from uitweg.platform.content.values.items import IdOf, Item, Lines, Text, Words
from uitweg.platform.content.values.values import Fact, SourceId, StepOwner


class Situation(Choices):
    """For which youngsters only a line is meant."""

    MINOR = "minor", "alleen onder de 18"
    ADULT = "adult", "alleen vanaf 18 jaar"
    FOREIGN = "foreign", "alleen zonder verblijfsrecht in Nederland"
    SUSPECT = "suspect", "alleen als de jongere ook verdachte is"
    IF_SO = "if-so", "alleen als dit speelt"


class RouteStep(Item, frozen=True, kw_only=True):
    """An action that a route proposes, due after `days`.

    `fits` says for whom only it is meant. `consent` names the purpose for which the youngster must
    have agreed before it can be made, or is "". `sources` are ids of sources.yaml.
    """

    days: int
    usual_owner: StepOwner
    group: Text
    text: Text
    sources: tuple[SourceId, ...]
    fits: Situation | None = None
    consent: str = ""

    @property
    def own(self) -> bool:
        """Whether it has no source but ourselves."""
        return self.sources == ("uitweg-own",)

    def problem(self) -> str:
        if not self.sources:
            return "names no source."
        return "days should be 0 or more." if self.days < 0 else super().problem()


class RoutePeriod(Item, frozen=True, kw_only=True):
    """A period that a route proposes.

    One of kind `other` has a name, a length in `days` and a data group of its own; for the other
    kinds the policy says so, and these are "", 0 and "".
    """

    kind: Text
    days: int = 0
    group: str = ""
    name: str = ""
    fits: Situation | None = None

    def problem(self) -> str:
        if (self.kind == "other") != bool(self.days > 0 and self.group):
            return "days and group belong to a period of kind other, and to no other kind."
        return super().problem()


class PartnerLetter(Fact, frozen=True, kw_only=True):
    """A letter to a kind of partner.

    `says` are the data groups that its fixed words tell something about: without a basis for each
    of them it may not leave. `facts` name fields of the case's sheets ("person.name") that it is
    filled in with, as far as may be. `open_lines` are left for the sender to fill in. With
    `consent`, only consent for that purpose is a basis. `via` and `service` say to whom it goes, in
    the words of a disclosure and of the directory; `named` stands in the name of who gets it, when
    that is one organisation, and is "" otherwise.
    """

    counted_as = "partner letters"
    missing = "the letter {} does not exist."

    via: Text
    service: Text
    named: str = ""
    consent: str = ""
    says: tuple[Text, ...]
    facts: tuple[Text, ...]
    fits: Situation | None = None
    title: Words
    subject: Words
    greeting: Words
    opening: Lines
    asks: Lines
    open_lines: Lines = ()
    closing: Words


LetterId = Annotated[str, IdOf(PartnerLetter)]


class PartnerRoute(Fact, frozen=True, kw_only=True):
    """What to do with one kind of partner: steps, periods, and letters by id.

    `consents` are the purposes for which this route asks consent, each apart.
    """

    counted_as = "partner routes"

    order: int
    title: Words
    text: Words
    consents: tuple[Text, ...] = ()
    steps: tuple[RouteStep, ...]
    periods: tuple[RoutePeriod, ...]
    letters: tuple[LetterId, ...] = ()

    @property
    def shown_sources(self) -> tuple[str, ...]:
        """The sources in words, without our own derivation."""
        return tuple(
            f"{source.title}, {source.publisher}"
            for source in self.sources
            if source.id != "uitweg-own"
        )

    def problem(self) -> str:
        named_sources = {source.id for source in self.sources}
        for step in self.steps:
            if step.consent and step.consent not in self.consents:
                return f"{step.id}: this route does not ask consent for {step.consent}."
            if not named_sources.issuperset(step.sources):
                return f"the step {step.id} has a source that the route does not name."
        return super().problem()


class NationalBody(Fact, frozen=True, kw_only=True):
    """An organisation of the whole country; `consents` are the purposes that are asked for it.

    `name` is what the youngster hears: a yes to somebody without a name is no consent.
    """

    counted_as = "national bodies"

    name: Text
    consents: tuple[Text, ...]


class RowStandard(Fact, frozen=True, kw_only=True):
    """The standard whose columns the row of a case has, who made it, and under which licence."""

    counted_as = "standards of a row"

    name: Text
    maker: Text
    licence: Text

    @property
    def words(self) -> str:
        """The standard in words, as "HTCDS 2.0 (IOM, CC BY 4.0)"."""
        return f"{self.name} ({self.maker}, {self.licence})"


def body_by_consent(bodies: Iterable[NationalBody]) -> dict[str, NationalBody]:
    """Return by purpose the body that a yes for it is asked for; only bodies that may be shown."""
    return {consent: body for body in bodies if body.shown for consent in body.consents}
