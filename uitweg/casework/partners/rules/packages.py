"""What is sent to a partner: its shape, its states, and how long it can be opened."""

import json
from dataclasses import asdict, dataclass, field

from uitweg.platform.choices import Choices


class PackageKind(Choices):
    """What a partner gets."""

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

READ_AFTER_ANSWER = frozenset({PackageKind.CONFERENCE, PackageKind.MINUTES})
"""Of these a yes promises secrecy, or says that it was read; who says it reads on."""

NEEDING_WORDS = frozenset({PartnerAnswer.QUESTION, PartnerAnswer.NOTE})
FIRST_LINE = 80
"""Characters of the question in a list."""
LONGEST_REPLY = 2000
"""Characters."""
MOST_REPLIES = 100
"""To one package; nobody needs more, and nobody fills the store with them.

Beyond these the answer that decides is still taken, so that nobody keeps a colleague from it.
"""


def may_still_answer(answer: PartnerAnswer, decided: PartnerAnswer | None) -> bool:
    """Return whether this answer is taken; a second deciding one is kept, and does not count.

    `decided` is the deciding answer that counts, or None while there is none.
    """
    if answer in DECIDING_ANSWERS or answer is PartnerAnswer.NOTE:
        return True
    if answer is PartnerAnswer.QUESTION:
        return decided is None
    return decided is PartnerAnswer.ACCEPT


def ends_reading(kind: PackageKind, answer: PartnerAnswer, *, has_account: bool = False) -> bool:
    """Return whether this answer, when it counts, ends what can be read.

    Who does an action reads it on in their account until it is done; a link ends at the yes.
    """
    reads_on = kind in READ_AFTER_ANSWER and answer is PartnerAnswer.ACCEPT
    if kind is PackageKind.ACTION and has_account:
        return answer in DECIDING_ANSWERS - {PartnerAnswer.ACCEPT} or answer is PartnerAnswer.DONE
    return answer in DECIDING_ANSWERS and not reads_on


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
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "PackageContent":
        stored = json.loads(text)
        sections = tuple(PackageSection(**section) for section in stored.pop("sections"))
        return cls(**stored, sections=sections)
