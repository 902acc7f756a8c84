"""Slots: places on a page where parts above it show their own, without the page naming them.

A page says `{% slot "case.links" %}`. A part fills it in its module `slots`, which is loaded when
the program starts: `fill("case.links", "routes/case_links.html")`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.template import Context

type SlotContext = Callable[[Context], Mapping[str, object]]


@dataclass(frozen=True)
class Filling:
    """A template that is shown in a slot; `context` adds to what the page knows already."""

    template: str
    context: SlotContext | None


_FILLINGS: dict[str, list[Filling]] = {}


def fill(slot: str, template: str, context: SlotContext | None = None) -> None:
    """Show this template in the slot, after those that were registered before it."""
    _FILLINGS.setdefault(slot, []).append(Filling(template, context))


def fillings(slot: str) -> tuple[Filling, ...]:
    """Return what fills a slot, in order; nothing for a slot that no part fills."""
    return tuple(_FILLINGS.get(slot, ()))
