"""Letters to partners: filled in with what is known and may be shared, recorded as they leave."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import transaction

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.rules.consents import SharingBasis
from uitweg.casework.cases.plan.actions.plan import require_case_writable
from uitweg.casework.documents.actions.documents import KEEP_LOCKED_NOTE, typeset_pdf
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.casework.partners.dispatch.actions.basis import sending_standing
from uitweg.casework.partners.dispatch.actions.leaving import CannotSend, leave, parts_on
from uitweg.casework.partners.dispatch.actions.shared_facts import KnownPiece, known_pieces
from uitweg.casework.partners.dispatch.rules.packages import SharedOn, preview_digest, shared_on
from uitweg.casework.partners.dispatch.rules.shared_facts import PIECES
from uitweg.casework.partners.letters.rules import (
    LeftOut,
    LetterFact,
    added_groups,
    groups_in,
    left_out,
    letter_text,
    may_go,
    open_lines_in,
    purpose_of,
    service_of,
    via_of,
)
from uitweg.casework.partners.matching.actions import known_places, never_there
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.choices import Refusal
from uitweg.platform.content import load
from uitweg.platform.content.values.partners import PartnerLetter
from uitweg.platform.drafts.actions import drafts
from uitweg.platform.dutch_days import in_dutch


class LetterObstacle(Refusal):
    """Why a letter may not leave as it is; `{groups}` are those that were typed into it."""

    LETTER_NEVER_A_PLACE = (
        "Op de veiligheidskaart staat dat de jongere daar nooit mag komen. Kies een ander."
    )
    LETTER_WITHOUT_BASIS = (
        "Deze brief kan nog niet weg: er is nog geen toestemming voor wat erin staat."
    )
    LETTER_LEAKS = (
        "In de tekst staat iets over {groups}. Daar is geen toestemming voor: haal het weg."
    )
    LETTER_CHANGED = (
        "Er veranderde intussen iets in deze casus of in de toestemming. Lees de brief opnieuw."
    )
    LETTER_NEVER_THERE = "Lees eerst wat op de veiligheidskaart staat, en zet daar een vinkje."
    LETTER_OPEN_LINES = "Er staan nog regels open. Vul ze in, of haal ze weg."


@dataclass(frozen=True)
class TypedLetter:
    """A letter as its sender changed it; `seen` is the fingerprint of what it was made from.

    `knows_never`: they read that the youngster must never be where this partner is.
    """

    text: str
    seen: str
    knows_never: bool


@dataclass(frozen=True)
class DraftedLetter:
    """A letter as the program fills it in.

    `head` stands above it, as (name, words). `groups` are those that it tells something of.
    `left_out` are those of its facts that stay out, `missing` those of its fixed words without a
    basis: then it may not leave. `never_at` is a district where the youngster must never be, when
    this partner is only there, else "". `not_known` names what could be in it if it was known.
    `fingerprint` changes when anything does that it was made from.
    """

    letter: PartnerLetter
    organisation: Organisation
    head: tuple[tuple[str, str], ...]
    text: str
    groups: frozenset[DataGroup]
    basis: Mapping[DataGroup, SharingBasis]
    rows: int
    never_at: str
    not_known: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    missing: tuple[LeftOut, ...]
    known_answers: tuple[LetterFact, ...]

    @property
    def is_never_a_place(self) -> bool:
        """Whether it asks for a place where the youngster must never be; that is never sent."""
        return bool(self.never_at) and service_of(self.letter) is ServiceKind.SHELTER

    @property
    def may_leave(self) -> bool:
        return not self.missing and not self.is_never_a_place

    @property
    def shared(self) -> list[SharedOn]:
        return shared_on(sorted(self.groups), self.basis)

    @property
    def fingerprint(self) -> str:
        """Return 32 hex digits."""
        resting = [f"{one.basis} {sorted(one.groups)}" for one in self.shared]
        said = [str(self.organisation.pk), *map(str, self.head), self.text, *resting]
        said += [str(each) for each in (*self.left_out, *self.missing)]
        said += [self.never_at] if self.never_at else []
        return preview_digest(said)

    def obstacle(self, typed: TypedLetter) -> LetterObstacle | None:
        """Return why it may not leave as it was typed, or None when it may."""
        reasons = {
            LetterObstacle.LETTER_NEVER_A_PLACE: self.is_never_a_place,
            LetterObstacle.LETTER_WITHOUT_BASIS: not self.may_leave,
            LetterObstacle.LETTER_LEAKS: self.leaks(typed.text),
            LetterObstacle.LETTER_CHANGED: typed.seen != self.fingerprint,
            LetterObstacle.LETTER_NEVER_THERE: self.never_at and not typed.knows_never,
            LetterObstacle.LETTER_OPEN_LINES: open_lines_in(typed.text),
        }
        return next((obstacle for obstacle, holds in reasons.items() if holds), None)

    def leaks(self, text: str) -> list[DataGroup]:
        """Return the groups without basis of which a known fact was typed in this text."""
        added = added_groups(text, self.text, self.known_answers)
        return [g for g in DataGroup if g in added and not self.basis[g].may_share]

    def groups_in(self, text: str) -> list[DataGroup]:
        """Return what this text shares: what was filled in, and known facts typed in it."""
        return sorted(self.groups | added_groups(text, self.text, self.known_answers))


def letter_recipients(
    *, case: Case, letter: PartnerLetter, by: Actor
) -> list[tuple[Organisation, str]]:
    """Return the organisations of the directory that offer what this letter asks, by name.

    With each the district where the youngster must never be, when it offers that only there, or "".
    A letter to one named organisation goes to no other, as long as the directory has it.
    """
    rows = Organisation.objects.filter(
        ended_on=None, services__kind=service_of(letter), services__ended_on=None
    )
    found = list(rows.distinct().order_by("name"))
    named = [each for each in found if letter.named.casefold() in each.name.casefold()]
    never = never_there(case=case, places=known_places(), by=by)
    return [(each, _never_at(each, letter, never)) for each in named or found]


def _never_at(organisation: Organisation, letter: PartnerLetter, never: Container[str]) -> str:
    """Return the district of what is offered, "" when some of it is in no district of `never`."""
    offered = organisation.services.filter(ended_on=None, kind=service_of(letter))
    districts = list(offered.order_by("pk").values_list("district", flat=True))
    if not districts or any(district not in never for district in districts):
        return ""
    return districts[0]


def draft_letter(
    *, case: Case, letter: PartnerLetter, organisation: Organisation, by: Actor
) -> DraftedLetter:
    """Fill in a letter; what of the case is read for it is recorded first. Raises NotAllowed."""
    require_case_writable(case, by)
    known = known_pieces(case, by=by)
    wanted = [
        LetterFact(each.piece.label, each.text, each.piece.group)
        for key in letter.facts
        for each in known
        if each.piece.key == key
    ]
    standing = sending_standing(organisation, [case], now=by.now, purpose=purpose_of(letter))
    basis = standing.bases[case.pk]
    shared = may_go(wanted, basis)
    groups = groups_in(letter, shared)
    missing = [group for group in groups if not basis[group].may_share]
    wanted_groups = {piece.group for piece in PIECES if piece.key in letter.facts}
    seen = {each.piece.group for each in known}
    return DraftedLetter(
        letter=letter,
        organisation=organisation,
        head=_head(case, letter, organisation, by),
        text=letter_text(letter, shared, sender=by.member.name),
        groups=groups - set(missing),
        basis=basis,
        rows=sum(bool(fact.text) for fact in shared),
        never_at=_never_at(
            organisation, letter, never_there(case=case, places=known_places(), by=by)
        ),
        not_known=tuple(fact.label for fact in shared if not fact.text),
        left_out=left_out(wanted_groups, basis, seen),
        missing=tuple(LeftOut(group, basis[group]) for group in DataGroup if group in missing),
        known_answers=tuple(answer for each in known for answer in _answers(each)),
    )


def _answers(known: KnownPiece) -> Iterator[LetterFact]:
    """Yield what stands on the sheets, without the words that a piece puts around it."""
    for sentence in known.text.split(". "):
        answer = sentence.removesuffix(".")
        for field in known.piece.fields:
            answer = answer.removeprefix(field.shared.before).removesuffix(field.shared.after)
        yield LetterFact(known.piece.label, answer, known.piece.group)


def _head(
    case: Case, letter: PartnerLetter, organisation: Organisation, by: Actor
) -> tuple[tuple[str, str], ...]:
    number = load().contact("coordinator").number
    return (
        ("Aan", organisation.name),
        ("Van", f"het coördinatieteam van {settings.CITY}, telefoon {number}"),
        ("Datum", in_dutch(by.today)),
        ("Ons kenmerk", case.number),
        ("Betreft", letter.subject),
    )


def letter_leaves(
    *,
    case: Case,
    drafted: DraftedLetter,
    typed: TypedLetter,
    as_pdf: bool,
    by: Actor,
    form_key: bytes,
) -> bytes:
    """Return the letter as PDF or as plain text (UTF-8), recorded as a disclosure before.

    Each consent or decision it rests on gets a disclosure with the whole letter as snapshot. Raises
    NotAllowed, CannotSend with a `LetterObstacle`, and NotPossible for a closed case, when a
    consent went meanwhile, or when no PDF can be made.
    """
    require_case_writable(case, by)
    require(by, Permission.CASE_DISCLOSE, case)
    if obstacle := drafted.obstacle(typed):
        raise CannotSend(obstacle)
    text = typed.text
    whole = "\n".join([*(f"{name}: {words}" for name, words in drafted.head), "", text])
    content = typeset_pdf(_paper(case, drafted, text, by)) if as_pdf else whole.encode()
    with transaction.atomic():
        parts = parts_on(case, drafted.basis, drafted.groups_in(text))
        leave(
            [replace(part, rows=drafted.rows, snapshot=whole) for part in parts],
            organisation=drafted.organisation,
            content=content,
            via=via_of(drafted.letter),
            purpose=drafted.letter.subject,
            asked_for=purpose_of(drafted.letter),
            by=by,
        )
        drafts.discard_sent_draft(form_key)
    return content


def _paper(case: Case, drafted: DraftedLetter, text: str, by: Actor) -> dict[str, Any]:
    """Return the letter as the typesetter reads it."""
    row = {"at": "", "head": "", "text": text, "small": ""}
    return {
        "title": drafted.letter.subject,
        "number": case.number,
        "mark": "Vertrouwelijk",
        "footer": f"Gemaakt op {in_dutch(by.today)}",
        "lead": [list(line) for line in drafted.head[:-1]],
        "hot": "",
        "one-page": False,
        "size": "",
        "sections": [{"title": "", "shape": "letter", "empty": "", "rows": [row]}],
        "note": KEEP_LOCKED_NOTE,
    }
