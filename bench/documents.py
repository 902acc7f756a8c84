"""A timeline of 200 entries as a PDF: `./run bench --only documents`.

The floor is what every PDF needs: starting the typesetting process, and an empty page.
"""

import json
import os
import sys
import time
from typing import Any

from bench.figures import Figure, quantile
from bench.process import measure_inside
from tests.support.installation import Installation

ENTRIES = 200
TEXT = "Hij belde vanmiddag. Moeder ziet al zes weken een tweede telefoon en boetes op de mat. " * 4


def figures(city: Installation, *, small: bool) -> list[Figure]:
    """Measure in a separate process on the city's data; no door needs to be up."""
    result = measure_inside(city, "bench.documents", "3" if small else "15")
    floor = f"an empty page: {result['floor_ms']:.0f} ms"
    return [
        Figure("paper, preview of 200 entries, p50", round(result["look_ms"]), "ms", "≤ 150"),
        Figure(
            "paper, timeline of 200 entries, p50", round(result["make_ms"]), "ms", "≤ 1500", floor
        ),
        Figure("paper, its pages", result["pages"], ""),
        Figure("paper, its weight", round(result["bytes"] / 1024), "KB"),
    ]


def main(times: int) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.config.settings")
    django.setup()
    from io import BytesIO

    import pikepdf
    from django.utils import timezone

    from bench.importing import fatima
    from uitweg.casework.documents.actions import contents, documents
    from uitweg.casework.documents.forms import own_work_statement
    from uitweg.casework.documents.rules import DocumentChoice
    from uitweg.platform.accounts.actions.authorization import Actor

    by, keyring = fatima()
    case = a_long_case(by, keyring)
    who = {"case": case, "by": Actor(by, timezone.now(), keyring)}
    look, layout = timed(times, lambda: contents.lay_out_document(choice=DocumentChoice(), **who))
    statement = own_work_statement(by.name)
    make, pdf = timed(
        times, lambda: documents.make_document(layout=layout, statement=statement, **who)
    )
    content = documents.document_content(case, layout, statement, on=timezone.localdate())
    floor, _ = timed(times, lambda: documents.typeset_pdf(content | {"sections": []}))
    with pikepdf.open(BytesIO(pdf)) as document:
        pages = len(document.pages)
    result = {"look_ms": look, "make_ms": make, "floor_ms": floor, "pages": pages}
    sys.stdout.write(json.dumps(result | {"bytes": len(pdf)}) + "\n")


def timed(times: int, act: Any) -> tuple[float, Any]:
    """Return the median in milliseconds, and the result of the last run."""
    took, result = list[float](), None
    for _ in range(times):
        started = time.perf_counter()
        result = act()
        took.append(1000 * (time.perf_counter() - started))
    return quantile(took, 0.5), result


def a_long_case(by: Any, keyring: Any) -> Any:
    """Return a case of Fatima's with 200 notes of some 350 characters."""
    from django.utils import timezone

    from uitweg.casework.cases.case.models import Case
    from uitweg.casework.cases.case.rules.contents import EntryKind
    from uitweg.casework.cases.grants.actions import opening
    from uitweg.casework.cases.timeline.actions import entries
    from uitweg.platform.accounts.actions.authorization import Actor
    from uitweg.platform.sealing import tokens

    now, case = timezone.now(), Case.objects.filter(coordinator=by).order_by("id").first()
    if case is None:
        team = opening.current_team_key(keyring)
        case = Case.objects.create(
            coordinator=by, opened_at=now, sealed_key=b"", key_id=bytes(team.key_id)
        )
        opening.set_up_case(case, team=team, by=Actor(by, now))
    for _ in range(ENTRIES):
        entries.add_entry(
            case=case,
            kind=EntryKind.NOTE,
            text=TEXT,
            by=Actor(by, now, keyring),
            form_key=tokens.new_token(16),
        )
    return case


if __name__ == "__main__":
    main(int(sys.argv[1]))
