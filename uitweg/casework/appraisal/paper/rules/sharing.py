"""Whether a signed version may go to one organisation now, and if not why."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from uitweg.casework.appraisal.compartment.rules.stages import LawyerCheckOutcome, Stage
from uitweg.platform.choices import Choices


class PaperRecipient(Choices):
    """Who may get a weighing: nobody else, whatever the youngster agreed to."""

    LAWYER = "lawyer", "advocaat"
    PROSECUTOR = "prosecutor", "officier van justitie"


class SharingBar(Choices):
    """Why a version may not go to this organisation; each names what can be done."""

    NOT_SIGNED = "not-signed", "Deze versie is nog niet door beiden ondertekend."
    FACTS_CHANGED = (
        "facts-changed",
        "De feiten zijn veranderd sinds het tekenen. Maak eerst een nieuwe versie.",
    )
    NOT_A_RECIPIENT = (
        "not-a-recipient",
        "Een weging gaat alleen naar een advocaat of de officier van justitie.",
    )
    ENDED = "ended", "Met deze organisatie werken we niet meer."
    NO_CONSENT = (
        "no-consent",
        "De jongere zei hiervoor geen ja, of trok het ja in. Vraag het eerst.",
    )
    LAWYER_FIRST = (
        "lawyer-first",
        "De advocaat van de jongere leest deze versie eerst, en zegt of ze eruit mag.",
    )
    LAWYER_SAID_NO = "lawyer-said-no", "De advocaat zei: deze versie mag er niet uit."


@dataclass(frozen=True)
class CheckOfVersion:
    """What a lawyer said of this version after it was signed; `organisation` is theirs, or None."""

    outcome: LawyerCheckOutcome
    organisation: int | None


@dataclass(frozen=True)
class VersionToShare:
    """What counts of a version: the newest check of a lawyer (None: none), and who has it already.

    `lawyers_with_it` are the lawyers' organisations that got this version.
    """

    stage: Stage
    facts_changed: bool
    check: CheckOfVersion | None
    lawyers_with_it: AbstractSet[int] = frozenset()


def sharing_bar(
    version: VersionToShare,
    organisation: int,
    recipient: PaperRecipient | None,
    *,
    is_ended: bool,
    has_consent: bool,
) -> SharingBar | None:
    """Return why this version may not go to this organisation now, or None when it may.

    The first lawyer needs no check: that is who reads it first. Anybody else needs the yes of a
    lawyer who read this version. A no ends it for everyone, until a lawyer says yes.
    """
    if version.stage is not Stage.SIGNED:
        return SharingBar.NOT_SIGNED
    if version.facts_changed:
        return SharingBar.FACTS_CHANGED
    if recipient is None:
        return SharingBar.NOT_A_RECIPIENT
    if is_ended:
        return SharingBar.ENDED
    if not has_consent:
        return SharingBar.NO_CONSENT
    return _bar_of_check(version, organisation, recipient)


def _bar_of_check(
    version: VersionToShare, organisation: int, recipient: PaperRecipient
) -> SharingBar | None:
    if version.check is not None:
        said_yes = version.check.outcome is LawyerCheckOutcome.AGREED
        return None if said_yes else SharingBar.LAWYER_SAID_NO
    reads_first = recipient is PaperRecipient.LAWYER and version.lawyers_with_it <= {organisation}
    return None if reads_first else SharingBar.LAWYER_FIRST
