"""A course of somebody else, as a frozen value."""

from dataclasses import dataclass

from uitweg.platform.content.values import Fact


@dataclass(frozen=True)
class Course(Fact):
    """A course of another organisation: for whom it is, what it is, and where it is told of."""

    order: int
    organisation: str
    url: str
    title: str
    audience: str
    text: str
