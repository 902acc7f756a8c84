"""Everything content/ holds at one reading level, and what is asked of it by id."""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from uitweg.platform.content.check_values import Check, Picture, Step
from uitweg.platform.content.levels import Level
from uitweg.platform.content.values import (
    Contact,
    Fact,
    Opening,
    Page,
    Phase,
    Plan,
    Promise,
    Route,
    Signal,
    Source,
    Told,
    Vulnerability,
)


@dataclass(frozen=True, eq=False)
class Content:
    """Everything content/ holds at one reading level; the tuples hold only what may be shown."""

    level: Level
    say: dict[str, str]
    channel: dict[str, str]
    sources: tuple[Source, ...]
    groups: dict[str, str]
    signals: tuple[Signal, ...]
    phases: tuple[Phase, ...]
    vulnerabilities: tuple[Vulnerability, ...]
    contacts: tuple[Contact, ...]
    told: dict[str, tuple[Told, ...]]
    pages: tuple[Page, ...]
    routes: tuple[Route, ...]
    pictures: tuple[Picture, ...]
    steps: tuple[Step, ...]
    check: Check
    promises: tuple[Promise, ...]
    openings: tuple[Opening, ...]
    plans: tuple[Plan, ...]
    unverified: tuple[Fact, ...]

    @cached_property
    def signal_by_id(self) -> dict[str, Signal]:
        """Return the shown signals by their id."""
        return {signal.id: signal for signal in self.signals}

    def signal(self, id: str) -> Signal:
        """Return one signal; raises KeyError when it is unknown or may not be shown."""
        return self.signal_by_id[id]

    def contact(self, id: str) -> Contact:
        """Return one help line; raises KeyError when it is unknown or may not be shown."""
        return _the(self.contacts, id)

    def phase(self, id: str) -> Phase:
        """Return one phase of recruitment; raises KeyError."""
        return _the(self.phases, id)

    def picture(self, id: str) -> Picture:
        """Return one picture; raises KeyError."""
        return _the(self.pictures, id)

    def step(self, id: str) -> Step:
        """Return one next step; raises KeyError."""
        return _the(self.steps, id)

    def source(self, id: str) -> Source:
        """Return one source; raises KeyError."""
        return _the(self.sources, id)

    def page(self, id: str) -> Page:
        """Return one written page; raises KeyError."""
        return _the(self.pages, id)

    def promise(self, id: str) -> Promise:
        """Return one promise; raises KeyError."""
        return _the(self.promises, id)


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def _the[T: _Named](items: tuple[T, ...], id: str) -> T:
    for item in items:
        if item.id == id:
            return item
    raise KeyError(id)
