"""Consent of the youngster, or of who decides for them; and sharing without consent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from uitweg.casework.cases.rules.data_groups import DataGroup
from uitweg.platform.choices import Choices


class ConsentPurpose(Choices):
    """What the consent is for."""

    SHELTER = "shelter", "opvang"
    CARE = "care", "zorg"
    LAWYER = "lawyer", "advocaat"
    POLICE_TALK = "police-talk", "gesprek met de politie"
    CONFERENCE = "conference", "casusoverleg"
    SCHOOL = "school", "school"
    PARENTS = "parents", "contact met ouders"
    STATISTICS = "statistics", "registratie bij CoMensha"
    SUPPORT = "support", "hulp zoeken via CoMensha"
    OTHER = "other", "iets anders"


class ConsentGiver(Choices):
    SELF = "self", "de jongere zelf"
    PARENT = "parent", "een ouder"
    GUARDIAN = "guardian", "een voogd"


class ConsentMode(Choices):
    SPOKEN = "spoken", "gesproken"
    WRITTEN = "written", "op papier"
    DIGITAL = "digital", "digitaal"


class ConsentState(Choices):
    """What was answered; that it is over by its date is not stored."""

    GIVEN = "given", "ja"
    REFUSED = "refused", "nee"
    WITHDRAWN = "withdrawn", "ingetrokken"
    NOT_ASKED = "not-asked", "niet gevraagd"


@dataclass(frozen=True)
class SharingBasis:
    """On what one data group may be shared with one organisation now.

    At most one of `consent` and `decision`, ids of rows, is set; a consent wins. Without either it
    may not be shared; `refused_on` then says when it was refused last, or None when never asked.
    """

    consent: int | None = None
    decision: int | None = None
    refused_on: date | None = None

    @property
    def may_share(self) -> bool:
        return self.consent is not None or self.decision is not None


def may_share_all(basis: Mapping[DataGroup, SharingBasis], groups: Iterable[DataGroup]) -> bool:
    """Return whether each of these groups rests on a live consent or a recorded decision."""
    return all(basis.get(group, SharingBasis()).may_share for group in groups)
