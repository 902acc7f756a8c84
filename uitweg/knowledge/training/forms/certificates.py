"""Read the form for a proof of a lesson: what to make, and a name if somebody wants one on it."""

from dataclasses import dataclass

from django.http import QueryDict

from uitweg.knowledge.training.rules.certificates import (
    LONGEST_NAME,
    ProofKind,
    tidy_name,
    unprintable_letters,
)

LONGEST_BODY = 2_000  # bytes; sixty letters take at most 720


@dataclass(frozen=True)
class WantedProof:
    """What to make, and for whom; "" is for nobody by name."""

    kind: ProofKind
    name: str


class NameRefused(Exception):
    """A name cannot be on what was asked: the key of the sentence, and what it fills in."""

    def __init__(self, why: str, **fills: object) -> None:
        super().__init__(why)
        self.why, self.fills = why, fills


def read_wanted_proof(posted: QueryDict) -> WantedProof:
    """Return what was asked. Raises NameRefused, and ValueError unless it is one thing."""
    (kind,) = (kind for kind in ProofKind if kind in posted)
    name = tidy_name(posted.get("name", ""))
    if len(name) > LONGEST_NAME:
        raise NameRefused("proof_too_long", n=len(name), most=LONGEST_NAME)
    if kind is ProofKind.PDF and (letters := unprintable_letters(name)):
        raise NameRefused("proof_letters", letters=" ".join(letters))
    return WantedProof(kind, name)
