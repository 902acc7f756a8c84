"""A letter to a partner, filled in from what is known and may be shared."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.rules.consents import ConsentPurpose, SharingBasis
from uitweg.casework.cases.consents.rules.disclosures import DisclosureMethod
from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.platform.content.values.partners import PartnerLetter

OPEN, NOT_KNOWN = "……", "…… (nog niet bekend)"
SHORTEST_LEAK = 4
"""Shorter texts than this are not looked for in a letter: "16" is in every date."""


@dataclass(frozen=True)
class LetterFact:
    """One piece of a case for a letter; `text` is "" when nothing is known."""

    label: str
    text: str
    group: DataGroup


@dataclass(frozen=True)
class LeftOut:
    """A data group that stays out: nobody agreed, or this member may not read it (`unseen`)."""

    group: DataGroup
    basis: SharingBasis
    unseen: bool = False


def left_out(
    wanted: Collection[DataGroup],
    basis: Mapping[DataGroup, SharingBasis],
    seen: Collection[DataGroup],
) -> tuple[LeftOut, ...]:
    """Return which of the groups that are wanted stay out; `seen` are those this member reads."""
    return tuple(
        LeftOut(group, basis[group], unseen=group not in seen)
        for group in DataGroup
        if group in wanted and not (basis[group].may_share and group in seen)
    )


def via_of(letter: PartnerLetter) -> DisclosureMethod:
    return DisclosureMethod(letter.via)


def purpose_of(letter: PartnerLetter) -> ConsentPurpose | None:
    """Return the question whose yes alone lets this letter go; None when any consent does."""
    return ConsentPurpose(letter.consent) if letter.consent else None


def service_of(letter: PartnerLetter) -> ServiceKind:
    return ServiceKind(letter.service)


def says_of(letter: PartnerLetter) -> frozenset[DataGroup]:
    """Return the data groups that the fixed words of a letter tell something about."""
    return frozenset(DataGroup(group) for group in letter.says)


def may_go(
    facts: Iterable[LetterFact], basis: Mapping[DataGroup, SharingBasis]
) -> list[LetterFact]:
    """Return the facts whose data group rests on a consent or decision."""
    return [fact for fact in facts if basis.get(fact.group, SharingBasis()).may_share]


def letter_text(letter: PartnerLetter, facts: Sequence[LetterFact], *, sender: str) -> str:
    """Return the letter from greeting to name, with an open line for what its sender fills in.

    `facts` are those that may go; one of which nothing is known is left out.
    """
    about = [f"{fact.label}: {fact.text}" for fact in facts if fact.text]
    open_lines = [f"{line}: {NOT_KNOWN}" for line in letter.open_lines]
    questions = [f"- {question}" for question in letter.asks]
    parts = [
        letter.greeting,
        *letter.opening,
        "\n".join(["Om wie het gaat", *about] if about else []),
        "\n".join(open_lines),
        "\n".join(["Onze vragen", *questions]),
        f"{letter.closing}\n{sender}",
    ]
    return "\n\n".join(part for part in parts if part)


def open_lines_in(text: str) -> list[str]:
    """Return the lines of a letter that its sender has not filled in yet."""
    return [line for line in text.splitlines() if OPEN in line]


def without_open_lines(text: str) -> str:
    """Return the letter without those lines, and without the gap that they would leave."""
    kept = "\n".join(line for line in text.splitlines() if OPEN not in line)
    return re.sub(r"\n{3,}", "\n\n", kept)


def groups_in(letter: PartnerLetter, facts: Iterable[LetterFact]) -> frozenset[DataGroup]:
    """Return the data groups of the letter: of its fixed words, and of what it was filled with."""
    return says_of(letter) | {fact.group for fact in facts if fact.text}


def added_groups(text: str, filled_in: str, facts: Iterable[LetterFact]) -> frozenset[DataGroup]:
    """Return the data groups of which a known fact stands in `text`, and not in `filled_in`.

    That is what a member typed into the letter that the program had filled in. Only what stands
    there letter for letter is found.
    """
    typed, before = _plain(text), _plain(filled_in)
    return frozenset(
        fact.group
        for fact in facts
        for sentence in _sentences(fact.text)
        if sentence in typed and sentence not in before
    )


def _sentences(text: str) -> list[str]:
    sentences = (_plain(sentence).strip(" .") for sentence in text.split(". "))
    return [sentence for sentence in sentences if len(sentence) >= SHORTEST_LEAK]


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
