"""What a partner can answer, in the words on the buttons, for each kind of package."""

from dataclasses import dataclass

from uitweg.casework.partners.rules.packages import NEEDING_WORDS, PackageKind, PartnerAnswer

ACCEPT, FULL, NO_FIT, OTHER = (
    PartnerAnswer.ACCEPT,
    PartnerAnswer.DECLINE_FULL,
    PartnerAnswer.DECLINE_NO_FIT,
    PartnerAnswer.DECLINE_OTHER,
)
QUESTION_WORDS = {PartnerAnswer.QUESTION: "Ik heb een vraag"}
CALL_YOU = {OTHER: "Iets anders, ik bel u"}
FIRST_WORDS: dict[PackageKind, dict[PartnerAnswer, str]] = {
    PackageKind.REFERRAL: {
        ACCEPT: "Ja, dat kan",
        **QUESTION_WORDS,
        FULL: "Wij zijn vol",
        NO_FIT: "Het past niet bij ons",
        **CALL_YOU,
    },
    PackageKind.ACTION: {
        ACCEPT: "Ja, dat doe ik",
        **QUESTION_WORDS,
        FULL: "Ik heb geen tijd",
        NO_FIT: "Dit is niet mijn werk",
        **CALL_YOU,
    },
    PackageKind.CONFERENCE: {
        ACCEPT: "Ja, ik kom en houd het geheim",
        **QUESTION_WORDS,
        FULL: "Ik kan dan niet",
        NO_FIT: "Dit overleg is niet voor ons",
        **CALL_YOU,
    },
    PackageKind.MINUTES: {ACCEPT: "Gelezen", **QUESTION_WORDS},
}
LATER_WORDS: dict[PackageKind, dict[PartnerAnswer, str]] = {
    PackageKind.REFERRAL: {PartnerAnswer.STARTED: "De jongere is er", PartnerAnswer.DONE: "Klaar"},
    PackageKind.ACTION: {PartnerAnswer.STARTED: "Ik ben begonnen", PartnerAnswer.DONE: "Klaar"},
    PackageKind.CONFERENCE: {},
    PackageKind.MINUTES: {},
}
NOTE_WORDS = {PartnerAnswer.NOTE: "Iets laten weten"}


@dataclass(frozen=True)
class OfferedAnswer:
    """One answer as a button; `needs_words` opens a text field first."""

    answer: PartnerAnswer
    words: str
    needs_words: bool
    is_refusal: bool


def answers_offered(kind: PackageKind, decided: PartnerAnswer | None) -> list[OfferedAnswer]:
    """Return what a partner can say now; `decided` is the deciding answer that counts, if any."""
    later = LATER_WORDS[kind] if decided is ACCEPT else {}
    words = FIRST_WORDS[kind] if decided is None else later
    return [
        OfferedAnswer(answer, said, answer in NEEDING_WORDS, answer in (FULL, NO_FIT, OTHER))
        for answer, said in {**words, **NOTE_WORDS}.items()
    ]


def answer_words(kind: PackageKind, answer: PartnerAnswer) -> str:
    """Return an answer in the words that the partner chose it by."""
    return {**FIRST_WORDS[kind], **LATER_WORDS[kind], **NOTE_WORDS}.get(answer, answer.words)
