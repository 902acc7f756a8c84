"""The package itself: one HTML file that needs nothing else and says nothing of who made it."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.template.loader import render_to_string

from uitweg.casework.cases.rules.fuzzy_dates import FuzzyDate, Precision
from uitweg.casework.subject_access.actions.files import EmbeddedFile
from uitweg.casework.subject_access.rules import PackageChoices, PackageItem


def render_package(
    items: Sequence[PackageItem],
    work: PackageChoices,
    *,
    files: Mapping[str, EmbeddedFile],
    left_unseen: int,
    on: date,
) -> str:
    """Return the file with what was chosen, the files among it, and how much stayed out.

    Not why: "a reporter's words" would say that somebody reported. Nobody's name is in it that is
    not in the texts; how a file was called stays here.
    """
    sections: dict[str, list[tuple[str, str, EmbeddedFile | None]]] = {}
    for one in items:
        if work.takes(one):
            text = "" if one.file else work.shown(one)
            sections.setdefault(one.section, []).append((one.title, text, files.get(one.id)))
    left = [one for one in items if not work.takes(one)]
    words = {
        "sections": sections.items(),
        "out": len(left) + left_unseen,
        "files_out": sum(one.file is not None for one in left),
        "on": FuzzyDate(on, Precision.DAY).words,
    }
    return render_to_string("subject_access/package.html", words)
