"""The directory of 2,000 organisations: the list, one organisation, and who can help now.

Half of them are shelters, so that "Wie kan helpen" ranks a thousand. `python -m bench.partners SIZE`
makes that in the city of the environment and prints a session cookie and addresses as JSON.
"""

import json
import os
import sys
import time
from datetime import datetime, timedelta

from bench.figures import Figure, quantile
from bench.process import measure_inside
from tests.support.installation import Installation
from tests.support.machine import postgres
from tests.support.reporters import Line

SIZE = 2_000
TIMES = 20
TARGET_MS = 100
REPORTS_EACH = 5


def figures(city: Installation, *, small: bool) -> list[Figure]:
    """Measure on both stores, each in a city of its own. No part may be up."""
    size = SIZE // 10 if small else SIZE
    on_sqlite = Installation(city.folder.parent / "partners-sqlite" / "data", dict(city.more))
    measured = _measure(on_sqlite.make(), "SQLite", size)
    with postgres() as address:
        folder = city.folder.parent / "partners-postgres" / "data"
        more = {**city.more, "UITWEG_DATABASE_URL": address}
        return measured + _measure(Installation(folder, more).make(), "PostgreSQL", size)


def _measure(city: Installation, store: str, size: int) -> list[Figure]:
    made = measure_inside(city, "bench.partners", str(size))
    city.start("staff")
    try:
        line = Line(city.staff_port)
        return [
            Figure(
                f"partners, {name}, {size:,} organisations, {store}, p95",
                round(quantile(_times(line, path, made["cookie"]), 0.95), 1),
                "ms",
                f"≤ {TARGET_MS}",
            )
            for name, path in made["pages"].items()
        ]
    finally:
        city.stop()


def _times(line: Line, path: str, cookie: str) -> list[float]:
    took = []
    for _ in range(TIMES):
        started = time.perf_counter()
        status, _body = line.get(path, Cookie=cookie)
        took.append(1000 * (time.perf_counter() - started))
        assert status == 200, (path, status)
    return took[1:]


def _prepare(size: int) -> None:
    from django.utils import timezone

    from bench.importing import fatima
    from uitweg.casework.cases.case.models import Case
    from uitweg.platform.accounts.actions import sessions

    member, keyring = fatima()
    now = timezone.now()
    first = _fill(size, now=now)
    case = Case.objects.order_by("pk").first()
    assert case
    session = sessions.open_session(member, keyring, now=now)
    pages = {
        "who can help a youngster now": f"/partners/nu/?casus={case.pk}",
        "who can help, without a case": "/partners/nu/?wie=boy&leeftijd=16&regio=Amsterdam",
        "the list, first page": "/partners/",
        "the list, last page": f"/partners/?bladzij={size // 50}",
        "the list, searched": "/partners/?zoek=huis+19",
        "one organisation": f"/partners/{first}/",
    }
    made = {"cookie": f"{sessions.SESSION_COOKIE}={session}", "pages": pages}
    sys.stdout.write(json.dumps(made))


def _fill(size: int, *, now: datetime) -> int:
    """Make so many organisations with one service and some capacity reports; return the first."""
    from uitweg.casework.partners.directory.models import CapacityReport, Organisation, Service
    from uitweg.casework.partners.directory.rules import CapacityCode, ServiceKind

    kinds, codes = list(ServiceKind), list(CapacityCode)
    regions = ("Amsterdam", "Zaanstreek", "Gooi en Vechtstreek", "Amstelland")
    organisations = Organisation.objects.bulk_create(
        Organisation(name=f"Huis {n:05d} (verzonnen)", region=regions[n % 4], phone="+31655501240")
        for n in range(size)
    )
    services = Service.objects.bulk_create(
        Service(
            organisation=organisation,
            kind=ServiceKind.SHELTER if n % 2 else kinds[n // 2 % len(kinds)],
            name="Bed",
            min_age=n % 16,
            max_age=16 + n % 8,
            district="Nieuw-West" if n % 9 == 0 else "",
            weekday_hours="09:00 tot 17:00" if n % 5 == 0 else "",
            day_and_night=n % 5 != 0,
        )
        for n, organisation in enumerate(organisations)
    )
    CapacityReport.objects.bulk_create(
        CapacityReport(
            service=service,
            code=codes[(n + age) % 4],
            places=1,
            said_at=now - timedelta(hours=1 + n % 40 + 48 * age),
            said_by="Noor",
            is_newest=age == 0,
        )
        for n, service in enumerate(services)
        for age in range(REPORTS_EACH)
    )
    return organisations[0].pk


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.config.settings")
    django.setup()
    _prepare(int(sys.argv[1]))
