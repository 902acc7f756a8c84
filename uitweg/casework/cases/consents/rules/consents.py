"""Consent of the youngster, or of who decides for them; and sharing without consent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.platform.choices import Choices

USUAL_DAYS = 91
"""How long a consent counts when nobody chooses: three months."""
MOST_DAYS = 366
"""A consent is asked again at least once a year."""
WARN_DAYS = 7
"""So many days before its last day a consent is on Nu, to ask again."""


class ConsentPurpose(Choices):
    """What the consent is for."""

    SHELTER = "shelter", "opvang"
    CARE = "care", "zorg"
    LAWYER = "lawyer", "advocaat"
    POLICE_TALK = "police-talk", "gesprek met de politie"
    CONFERENCE = "conference", "casusoverleg"
    SCHOOL = "school", "school"
    PARENTS = "parents", "contact met ouders"
    STATISTICS = "statistics", "landelijke registratie"
    SUPPORT = "support", "hulp zoeken in het hele land"
    APPRAISAL = "appraisal", "de weging: dader of slachtoffer"
    OTHER = "other", "iets anders"


NO_ORGANISATION = 0
"""In the place of an organisation's number: whoever offers this kind of help."""
NAMED_PURPOSES = frozenset({ConsentPurpose.STATISTICS, ConsentPurpose.SUPPORT})
"""For these a yes names who gets it: no kind of service does this, but one national body."""


class ConsentGiver(Choices):
    """Who answered; two of them when both were asked and said the same."""

    SELF = "self", "de jongere zelf"
    PARENT = "parent", "een ouder"
    GUARDIAN = "guardian", "een voogd"
    SELF_PARENT = "self-parent", "de jongere en een ouder"
    SELF_GUARDIAN = "self-guardian", "de jongere en een voogd"


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


class ConsentStanding(Choices):
    """What one consent means now, with every later answer and the calendar counted in."""

    COUNTS = "counts", "loopt"
    COVERED = "covered", "loopt nu door een later ja aan zulke hulp"
    ASKED_AGAIN = "asked-again", "later opnieuw gevraagd"
    ENDED_BY_NO = "ended-by-no", "opgeheven door een nee"
    OVER = "over", "verlopen"
    CASE_CLOSED = "case-closed", "casus gesloten"
    NAMES_NOBODY = "names-nobody", "noemt niemand bij naam en telt niet"
    REFUSED = "refused", "nee"
    WITHDRAWN = "withdrawn", "ingetrokken"
    NOT_ASKED = "not-asked", "niet gevraagd"


@dataclass(frozen=True)
class Recipient:
    """To whom something may go: an organisation of the directory, a kind of service, or a name.

    At most one of `organisation` and `kind` is set. A name alone is nobody of the directory: for
    them the program checks no consent, a member does.
    """

    name: str
    organisation: int | None = None
    kind: str = ""


def recipients_in_words(recipients: Iterable[Recipient]) -> str:
    return ", ".join(recipient.name for recipient in recipients)


@dataclass(frozen=True)
class ConsentText:
    """What a consent keeps sealed: the recipients by name, and what was said."""

    recipients: tuple[Recipient, ...] = ()
    said: str = ""


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


def is_too_wide(purpose: str, *, is_yes: bool, kinds: Iterable[str]) -> bool:
    """Return whether this is a yes to kinds of service, where only one who is named may get it.

    A no may be as wide as somebody wants.
    """
    return is_yes and purpose in NAMED_PURPOSES and any(kinds)


def may_share_all(basis: Mapping[DataGroup, SharingBasis], groups: Iterable[DataGroup]) -> bool:
    """Return whether each of these groups rests on a live consent or a recorded decision."""
    return all(basis.get(group, SharingBasis()).may_share for group in groups)


@dataclass(frozen=True)
class SharingScope:
    """Which data groups may go to whom by one stored row, a consent or a decision."""

    pk: int
    groups: frozenset[str]
    organisations: frozenset[int]
    kinds: frozenset[str]

    def is_about(self, group: DataGroup, organisation: int, kinds: frozenset[str]) -> bool:
        names_it = organisation in self.organisations or bool(self.kinds & kinds)
        return names_it and group in self.groups


@dataclass(frozen=True)
class StoredAnswer(SharingScope):
    """What one consent row answers: `at` is the moment of the answer, or of the withdrawal.

    `is_live` says that it was given, not withdrawn, and not over by its date. `said_no_on` is the
    day on which it was refused or withdrawn, else None.
    """

    at: datetime
    is_live: bool
    said_no_on: date | None = None


def basis_for(
    group: DataGroup,
    *,
    organisation: int,
    kinds: frozenset[str],
    answers: Sequence[StoredAnswer],
    decisions: Sequence[SharingScope],
) -> SharingBasis:
    """Return on what this group may go to this organisation, which offers these kinds of service.

    The newest answer about both counts, also when it is a no or is over by now; of two at one
    moment the no. A no that names the organisation itself stays until a yes that names it: "not
    to De Brug" is not undone by a later yes to any shelter. `answers` without those that were
    never asked, `decisions` only those that count now.
    """
    deciding = deciding_answer(group, organisation=organisation, kinds=kinds, answers=answers)
    if deciding and deciding.is_live:
        return SharingBasis(consent=deciding.pk)
    for decision in decisions:
        if decision.is_about(group, organisation, kinds):
            return SharingBasis(decision=decision.pk)
    return SharingBasis(refused_on=deciding.said_no_on if deciding else None)


def deciding_answer(
    group: DataGroup,
    *,
    organisation: int,
    kinds: frozenset[str],
    answers: Iterable[StoredAnswer],
) -> StoredAnswer | None:
    """Return the answer that decides on this group for this organisation, as `basis_for` says."""
    about = [answer for answer in answers if answer.is_about(group, organisation, kinds)]
    by_name = [answer for answer in about if organisation in answer.organisations]
    newest, named = newest_answer(about), newest_answer(by_name)
    return named if named and named.said_no_on else newest


def without(answers: Iterable[StoredAnswer], pk: int, *, at: datetime) -> list[StoredAnswer]:
    """Return the same answers as they would be when this one is withdrawn at that moment."""
    return [
        replace(each, at=at, is_live=False, said_no_on=at.date()) if each.pk == pk else each
        for each in answers
    ]


@dataclass(frozen=True)
class SharingChange:
    """What one organisation may get no more."""

    organisation: int
    groups: frozenset[DataGroup]


@dataclass(frozen=True)
class LostSharing:
    """What a later no took from one recipient of a consent: an organisation, or a kind of help."""

    recipient: int | str
    groups: frozenset[DataGroup]
    since: date


@dataclass(frozen=True)
class ConsentMeaning:
    """What one consent means now.

    `lost` is what a later no took from a yes whose last day has not passed; else it is empty.
    """

    standing: ConsentStanding
    lost: tuple[LostSharing, ...] = ()

    @property
    def counts(self) -> bool:
        return self.standing is ConsentStanding.COUNTS

    @property
    def is_running(self) -> bool:
        """Return whether something may still go to one of those it names, by it or a wider yes."""
        return self.standing in (ConsentStanding.COUNTS, ConsentStanding.COVERED)


def meaning_of(
    answer: StoredAnswer,
    *,
    state: ConsentState,
    is_over: bool,
    kinds: Mapping[int, frozenset[str]],
    answers: Sequence[StoredAnswer],
) -> ConsentMeaning:
    """Return what an answer means now: the same as the gate (`basis_for`) makes of it.

    It counts while it decides on at least one of its groups for one of those it names. It is
    covered when a later yes to a kind of help decides for an organisation that it names: that one
    still gets something, until the later yes ends. `is_over`: its last day has passed. `kinds` has
    the kinds of help that each organisation offers.
    """
    deciding = _deciding_answers(answer, kinds, answers)
    decides = not deciding or any(each.pk == answer.pk for each in deciding.values())
    lost = _lost(deciding) if answer.is_live else ()
    if state is ConsentState.WITHDRAWN:
        standing = ConsentStanding.WITHDRAWN
    elif not decides and answer.is_live and _is_covered(deciding):
        standing = ConsentStanding.COVERED
    elif not decides:
        standing = ConsentStanding.ENDED_BY_NO if lost else ConsentStanding.ASKED_AGAIN
    elif state is ConsentState.REFUSED:
        standing = ConsentStanding.REFUSED
    elif not answer.is_live:
        standing = ConsentStanding.OVER if is_over else ConsentStanding.CASE_CLOSED
    else:
        standing = ConsentStanding.COUNTS
    return ConsentMeaning(standing, lost)


def _deciding_answers(
    answer: StoredAnswer, kinds: Mapping[int, frozenset[str]], answers: Sequence[StoredAnswer]
) -> dict[tuple[int | str, DataGroup], StoredAnswer]:
    """Return the answer that decides now on each group, for each recipient of this answer.

    Empty when it names nobody that the program knows.
    """
    recipients: list[tuple[int | str, int, frozenset[str]]] = [
        *((each, each, kinds.get(each, frozenset())) for each in sorted(answer.organisations)),
        *((kind, NO_ORGANISATION, frozenset({kind})) for kind in sorted(answer.kinds)),
    ]
    return {
        (recipient, group): deciding
        for recipient, organisation, offered in recipients
        for group in DataGroup
        if group in answer.groups
        and (
            deciding := deciding_answer(
                group, organisation=organisation, kinds=offered, answers=answers
            )
        )
    }


def _is_covered(deciding: Mapping[tuple[int | str, DataGroup], StoredAnswer]) -> bool:
    """Return whether a yes decides that names a kind of help, and not the recipient itself."""
    return any(
        answer.is_live and recipient not in answer.organisations | answer.kinds
        for (recipient, _), answer in deciding.items()
    )


def _lost(
    deciding: Mapping[tuple[int | str, DataGroup], StoredAnswer],
) -> tuple[LostSharing, ...]:
    days: dict[int | str, dict[DataGroup, date]] = {}
    for (recipient, group), answer in deciding.items():
        if answer.said_no_on:
            days.setdefault(recipient, {})[group] = answer.said_no_on
    return tuple(
        LostSharing(recipient, frozenset(said_no), max(said_no.values()))
        for recipient, said_no in days.items()
    )


def lost_by_withdrawing(
    pk: int,
    *,
    at: datetime,
    kinds: Mapping[int, frozenset[str]],
    answers: Sequence[StoredAnswer],
    decisions: Sequence[SharingScope],
) -> tuple[SharingChange, ...]:
    """Return what organisations may get now, and no more when this consent is withdrawn."""
    after = without(answers, pk, at=at)
    found = []
    for organisation, offered in sorted(kinds.items()):
        lost = frozenset(
            group
            for group in DataGroup
            if _may_get(group, organisation, offered, answers, decisions)
            and not _may_get(group, organisation, offered, after, decisions)
        )
        if lost:
            found.append(SharingChange(organisation, lost))
    return tuple(found)


def _may_get(
    group: DataGroup,
    organisation: int,
    kinds: frozenset[str],
    answers: Sequence[StoredAnswer],
    decisions: Sequence[SharingScope],
) -> bool:
    basis = basis_for(
        group, organisation=organisation, kinds=kinds, answers=answers, decisions=decisions
    )
    return basis.may_share


def newest_answer(answers: Iterable[StoredAnswer]) -> StoredAnswer | None:
    """Return the answer that was given, or taken back, last; of two at one moment the no."""
    return max(
        answers,
        key=lambda answer: (answer.at, answer.said_no_on is not None, answer.pk),
        default=None,
    )


@dataclass(frozen=True)
class DecisionReasons:
    """Why something is shared without consent, in the order in which it is to be thought out.

    For which task of the team, what for, why it cannot do without, what else was tried; and why the
    youngster is not told, "" when they are. Source: the Autoriteit Persoonsgegevens on the social
    domain (task, purpose, no more than necessary, ground), read on 28 November 2026 in a stored
    copy of autoriteitpersoonsgegevens.nl/themas/overheid/gemeenten/sociaal-domein.
    """

    task: str
    purpose: str
    necessity: str
    alternatives: str
    why_not_told: str = ""


@dataclass(frozen=True)
class DecisionText(DecisionReasons):
    """What a decision keeps sealed: its reasons, and the recipients by name."""

    recipients: tuple[Recipient, ...] = ()


def ends_soon(until: date | None, today: date) -> bool:
    """Return whether a consent that still counts ends within a week."""
    return until is not None and today <= until <= today + timedelta(days=WARN_DAYS)
