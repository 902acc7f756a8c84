"""Whether a signed version may go to one organisation now, and if not why."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from uitweg.casework.appraisal.compartment.rules.stages import LawyerCheckOutcome, Stage
from uitweg.platform.choices import Choices, Refusal


class PaperRecipient(Choices):
    """Who may get a weighing: nobody else, whatever the youngster agreed to."""

    LAWYER = "lawyer", "advocaat"
    PROSECUTOR = "prosecutor", "officier van justitie"


class SharingBar(Refusal):
    """Why a version may not go to this organisation; each names what can be done."""

    SHARE_NOT_SIGNED = (
        "Deze versie is nog niet door beiden ondertekend. Er is niets naar buiten gegaan.",
        "Deze versie is nog niet door beiden ondertekend.",
    )
    SHARE_FACTS_CHANGED = (
        "De feiten zijn veranderd sinds het tekenen. Er is niets naar buiten gegaan. Maak eerst "
        "een nieuwe versie.",
        "De feiten zijn veranderd sinds het tekenen. Maak eerst een nieuwe versie.",
    )
    SHARE_NOT_A_RECIPIENT = (
        "Een weging gaat alleen naar een advocaat of de officier van justitie. Er is niets naar "
        "buiten gegaan.",
        "Een weging gaat alleen naar een advocaat of de officier van justitie.",
    )
    SHARE_ENDED = (
        "Met deze organisatie werken we niet meer. Er is niets naar buiten gegaan.",
        "Met deze organisatie werken we niet meer.",
    )
    SHARE_NO_CONSENT = (
        "De jongere zei hiervoor geen ja, of trok het ja in. Er is niets naar buiten gegaan.",
        "De jongere zei hiervoor geen ja, of trok het ja in. Vraag het eerst.",
    )
    SHARE_LAWYER_FIRST = (
        "De advocaat van de jongere leest deze versie eerst. Er is niets naar buiten gegaan.",
        "De advocaat van de jongere leest deze versie eerst, en zegt of ze eruit mag.",
    )
    SHARE_LAWYER_SAID_NO = (
        "De advocaat zei dat deze versie er niet uit mag. Er is niets naar buiten gegaan.",
        "De advocaat zei: deze versie mag er niet uit.",
    )


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
        return SharingBar.SHARE_NOT_SIGNED
    if version.facts_changed:
        return SharingBar.SHARE_FACTS_CHANGED
    if recipient is None:
        return SharingBar.SHARE_NOT_A_RECIPIENT
    if is_ended:
        return SharingBar.SHARE_ENDED
    if not has_consent:
        return SharingBar.SHARE_NO_CONSENT
    return _bar_of_check(version, organisation, recipient)


def _bar_of_check(
    version: VersionToShare, organisation: int, recipient: PaperRecipient
) -> SharingBar | None:
    if version.check is not None:
        said_yes = version.check.outcome is LawyerCheckOutcome.AGREED
        return None if said_yes else SharingBar.SHARE_LAWYER_SAID_NO
    reads_first = recipient is PaperRecipient.LAWYER and version.lawyers_with_it <= {organisation}
    return None if reads_first else SharingBar.SHARE_LAWYER_FIRST
