"""What is sent to a partner: kinds, states, answers, ends, and their words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from msgspec import json

from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.visibility import Audience
from uitweg.casework.cases.consents.rules.consents import SharingBasis
from uitweg.casework.cases.consents.rules.disclosures import DisclosureMethod
from uitweg.platform.choices import Choices, Refusal
from uitweg.platform.sealing import tokens


class ReachRefusal(Refusal):
    """Why nothing can be sent to an organisation now."""

    PARTNER_ENDED = (
        "Deze partner of dit aanbod is gestopt. Kies een ander. Er is niets begonnen.",
        "Deze organisatie is beëindigd. Kies een andere.",
    )
    NO_MAIL = (
        "Van deze organisatie is geen mailadres bekend. Er is niets verstuurd.",
        "Er staat geen mailadres in het adresboek. Bel eerst.",
    )
    NO_CODE_PHONE = (
        "Van deze organisatie is geen telefoon voor de code bekend. Er is niets verstuurd.",
        "Er staat geen nummer voor de code in het adresboek. Bel eerst.",
    )
    REACH_UNCONFIRMED = (
        "Bij deze organisatie is het mailadres of het nummer voor de code veranderd, en nog "
        "niemand anders belde dat na. Er is niets verstuurd. Kijk bij Partners.",
        "Het mailadres of het nummer is veranderd, en nog niemand anders belde het na.",
    )
    ACCOUNT_UNCONFIRMED = (
        "Bij deze organisatie is een nieuw account, en alleen wie het toeliet kent die persoon. Er "
        "is niets verstuurd. Kijk bij Partners.",
        "Er is een nieuw account bij, dat nog niemand kent behalve wie het toeliet.",
    )


WAITS_FOR_CALL = frozenset({ReachRefusal.REACH_UNCONFIRMED, ReachRefusal.ACCOUNT_UNCONFIRMED})
"""Why nothing can be sent to an organisation until a second member has called it."""


class PackageKind(Choices):
    """What a partner gets, as it is stored; the room that sends it declares a `DispatchKind`."""

    REFERRAL = "referral", "Verwijzing"
    ACTION = "action", "Actie"
    CONFERENCE = "conference", "Overleg"
    MINUTES = "minutes", "Verslag"


class PackageState(Choices):
    """How far a package came; each state is seen, none is guessed.

    OPENED: who has the link gave the right code, so the server's half of the key was released.
    DECRYPTED: the partner's browser, or their account, showed the text.
    """

    SENT = "sent", "verstuurd"
    OPENED = "opened", "geopend"
    DECRYPTED = "decrypted", "gelezen"


class PackageEnd(Choices):
    """Why a package cannot be opened any more."""

    ANSWERED = "answered", "beantwoord"
    EXPIRED = "expired", "verlopen"
    CONSENT_ENDED = "consent-ended", "toestemming ingetrokken of voorbij"
    WITHDRAWN = "withdrawn", "teruggenomen"


class PartnerAnswer(Choices):
    """What a partner can say in one click."""

    ACCEPT = "accept", "ja"
    DECLINE_FULL = "decline-full", "nee: vol"
    DECLINE_NO_FIT = "decline-no-fit", "nee: past niet"
    DECLINE_OTHER = "decline-other", "nee: iets anders"
    QUESTION = "question", "vraag"
    STARTED = "started", "de jongere is er"
    DONE = "done", "klaar"
    NOTE = "note", "iets laten weten"


DECIDING_ANSWERS = frozenset(
    {
        PartnerAnswer.ACCEPT,
        PartnerAnswer.DECLINE_FULL,
        PartnerAnswer.DECLINE_NO_FIT,
        PartnerAnswer.DECLINE_OTHER,
    }
)
"""The first of these counts and ends what can be read; a later one is kept, and does not count."""

STEPS_AFTER_YES = (PartnerAnswer.STARTED, PartnerAnswer.DONE)
"""What a partner who said yes can say afterwards, once each."""

NEEDING_WORDS = frozenset({PartnerAnswer.QUESTION, PartnerAnswer.NOTE})
FIRST_LINE = 80
"""Characters of the question in a list."""
LONGEST_REPLY = 2000
"""Characters."""
MOST_REPLIES = 100
"""To one package; nobody needs more, and nobody fills the store with them.

Beyond these the answer that decides is still taken, so that nobody keeps a colleague from it.
"""


def preview_digest(made_from: Iterable[object]) -> str:
    """Return 32 hex digits that change when anything does that a preview was made from.

    They stand in the form that sends it, so that nothing leaves but what the member saw.
    """
    return tokens.sha256("\0".join(map(str, made_from)).encode()).hex()[:32]


def may_still_answer(answer: PartnerAnswer, decided: PartnerAnswer | None) -> bool:
    """Return whether this answer is taken; a second deciding one is kept, and does not count.

    `decided` is the deciding answer that counts, or None while there is none.
    """
    if answer in DECIDING_ANSWERS or answer is PartnerAnswer.NOTE:
        return True
    if answer is PartnerAnswer.QUESTION:
        return decided is None
    return decided is PartnerAnswer.ACCEPT


@dataclass(frozen=True)
class SharedOn:
    """Data groups that rest on one consent or decision."""

    basis: SharingBasis
    groups: frozenset[DataGroup]

    @property
    def words(self) -> list[str]:
        return [group.words for group in DataGroup if group in self.groups]


def shared_on(
    groups: Iterable[DataGroup], bases: Mapping[DataGroup, SharingBasis]
) -> list[SharedOn]:
    """Return these groups, in their order, by the consent or decision that they rest on."""
    by_basis = dict[SharingBasis, frozenset[DataGroup]]()
    for group in groups:
        by_basis[bases[group]] = by_basis.get(bases[group], frozenset()) | {group}
    return [SharedOn(basis, its_groups) for basis, its_groups in by_basis.items()]


@dataclass(frozen=True)
class PackageSection:
    label: str
    text: str


@dataclass(frozen=True)
class PackageContent:
    """Exactly what a partner reads, as plain text; the sender's preview shows the same object.

    `title` is the question in one line; `asked` the member's own words; `sender` and `phone` whom
    to call. Stored and sent as the JSON of `to_json`.
    """

    title: str
    asked: str
    sender: str
    phone: str
    sections: tuple[PackageSection, ...] = field(default_factory=tuple)
    answer_by: str = ""

    def to_json(self) -> str:
        return json.encode(self, order="sorted").decode()

    @classmethod
    def from_json(cls, text: str) -> "PackageContent":
        return json.decode(text, type=cls)


ACCEPT, QUESTION, NOTE = PartnerAnswer.ACCEPT, PartnerAnswer.QUESTION, PartnerAnswer.NOTE
REFUSING = DECIDING_ANSWERS - {ACCEPT}
_KINDS: dict[PackageKind, "DispatchKind"] = {}


@dataclass(frozen=True)
class DispatchKind:
    """One kind of thing that is sent to a partner, declared once, in the room that sends it.

    `running` names it, one and more; `via` is how the disclosure of a case names it. `yes`, `full`
    and `no_fit` are the words of the answers while nobody decided, `started` and `done` of those
    after a yes; each "" when it cannot be answered. `is_question`: it asks for help. With
    `yes_reads_on` who says yes reads it on; with `account_reads_on` an account does until `done`,
    and a link ends at the yes.
    """

    kind: PackageKind
    running: tuple[str, str]
    via: DisclosureMethod
    yes: str
    full: str = ""
    no_fit: str = ""
    started: str = ""
    done: str = ""
    is_question: bool = False
    yes_reads_on: bool = False
    account_reads_on: bool = False

    def __post_init__(self) -> None:
        if self.kind in _KINDS:
            raise ValueError(f"The kind {self.kind!r} is declared twice.")
        _KINDS[self.kind] = self

    @property
    def first_words(self) -> dict[PartnerAnswer, str]:
        """Return the answers while nobody decided, in the order of their buttons."""
        words = {
            ACCEPT: self.yes,
            QUESTION: "Ik heb een vraag",
            PartnerAnswer.DECLINE_FULL: self.full,
            PartnerAnswer.DECLINE_NO_FIT: self.no_fit,
            PartnerAnswer.DECLINE_OTHER: "Iets anders, ik bel u" if self.full else "",
        }
        return {answer: said for answer, said in words.items() if said}

    @property
    def later_words(self) -> dict[PartnerAnswer, str]:
        """Return the answers after a yes, in the order of their buttons."""
        words = {PartnerAnswer.STARTED: self.started, PartnerAnswer.DONE: self.done}
        return {answer: said for answer, said in words.items() if said}


def dispatch_kind(stored: str) -> DispatchKind:
    """Return the declared kind of a package."""
    return _KINDS[PackageKind(stored)]


def ends_reading(stored: str, answer: PartnerAnswer, *, has_account: bool = False) -> bool:
    """Return whether this answer, when it counts, ends what can be read."""
    kind = dispatch_kind(stored)
    if kind.account_reads_on and has_account:
        return answer in REFUSING or answer is PartnerAnswer.DONE
    return answer in (REFUSING if kind.yes_reads_on else DECIDING_ANSWERS)


NOTE_WORDS = {NOTE: "Iets laten weten"}


@dataclass(frozen=True)
class OfferedAnswer:
    """One answer as a button; `needs_words` opens a text field first."""

    answer: PartnerAnswer
    words: str
    needs_words: bool
    is_refusal: bool


def answers_offered(stored: str, decided: PartnerAnswer | None) -> list[OfferedAnswer]:
    """Return what a partner can say now; `decided` is the deciding answer that counts, if any."""
    kind = dispatch_kind(stored)
    later = kind.later_words if decided is ACCEPT else {}
    words = kind.first_words if decided is None else later
    return [
        OfferedAnswer(answer, said, answer in NEEDING_WORDS, answer in REFUSING)
        for answer, said in {**words, **NOTE_WORDS}.items()
    ]


def answer_words(stored: str, answer: PartnerAnswer) -> str:
    """Return an answer in the words that the partner chose it by."""
    kind = dispatch_kind(stored)
    return {**kind.first_words, **kind.later_words, **NOTE_WORDS}.get(answer, answer.words)


class HandlingRule(Choices):
    """What a partner says of their own contribution when they send it."""

    TEAM = "team", "alleen het team"
    CARE = "care", "mag naar zorg en opvang"
    ASK_FIRST = "ask-first", "niet delen zonder ons"


def audience_of(rule: HandlingRule | None) -> Audience:
    """Return for whom an entry with this contribution is: with any rule, no paper for others.

    Nothing else passes a contribution on: facts to share, letters and packages are filled from the
    sheets of the case. What may go to care is told there by a member, in their own words.
    """
    return Audience.TEAM if rule is None else Audience.ORGANISATION


def rule_of(stored: str) -> HandlingRule | None:
    """Return the rule that was sealed with a contribution; None for "".

    What is no rule of ours counts as the strictest.
    """
    if not stored:
        return None
    return HandlingRule(stored) if stored in set(HandlingRule) else HandlingRule.ASK_FIRST
