"""The package itself: one HTML file that loads nothing and does not tell who made it."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.template.loader import render_to_string

from uitweg.casework.cases.timeline.rules.fuzzy_dates import FuzzyDate, Precision
from uitweg.casework.subject_access.actions.files import EmbeddedFile
from uitweg.casework.subject_access.rules import PackageChoices, PackageItem


def render_package(
    items: Sequence[PackageItem],
    choices: PackageChoices,
    *,
    files: Mapping[str, EmbeddedFile],
    hidden_count: int,
    on: date,
) -> str:
    """Return the HTML with the included items and files, and how many pieces were left out.

    `files` is by item id; `hidden_count` pieces its maker could not see. The HTML does not say why
    a piece was left out ("a reporter's words" would tell that somebody reported), and gives no
    file its own name.
    """
    sections: dict[str, list[tuple[str, str, EmbeddedFile | None]]] = {}
    for item in items:
        if choices.includes(item):
            text = "" if item.file else choices.redacted_text(item)
            sections.setdefault(item.section, []).append((item.title, text, files.get(item.id)))
    omitted = [item for item in items if not choices.includes(item)]
    context = {
        "sections": sections.items(),
        "omitted_count": len(omitted) + hidden_count,
        "omitted_files": sum(item.file is not None for item in omitted),
        "on": FuzzyDate(on, Precision.DAY).words,
    }
    return render_to_string("subject_access/package.html", context)
