"""The package itself: one HTML file that needs nothing else and says nothing of who made it."""

from collections.abc import Sequence
from datetime import date

from django.template.loader import render_to_string

from uitweg.cases.when import Precision, When
from uitweg.insight.rules import Item, Work


def package(items: Sequence[Item], work: Work, *, left_unseen: int, on: date) -> str:
    """Return the file with what was chosen, and how much stayed out.

    Not why: "a reporter's words" would say that somebody reported. Nobody's name is in it that is
    not in the texts.
    """
    sections: dict[str, list[tuple[str, str]]] = {}
    for one in items:
        if work.takes(one):
            sections.setdefault(one.section, []).append((one.title, work.shown(one)))
    words = {
        "sections": sections.items(),
        "out": sum(not work.takes(one) for one in items) + left_unseen,
        "on": When(on, Precision.DAY).words,
    }
    return render_to_string("insight/package.html", words)
