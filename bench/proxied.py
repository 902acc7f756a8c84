"""Reports a second as a city runs it: TLS, nginx of deploy/, the public door, PostgreSQL on a disk.

Compared with the same door in the same minutes without nginx and TLS. Each acknowledged report is
counted in the database.
"""

import os
from typing import Any

import psycopg

from bench import flow
from bench.figures import Figure, quantile
from tests.support.installation import Installation, free_port
from tests.support.proxy import PUBLIC_NAME, Proxy, nginx

WRITERS, ROUNDS = 8, 3
TARGET = "≥ 500"
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


def figures(city: Installation, *, small: bool) -> list[Figure]:
    """Measure at 8 writers, three times each, in turn; the public door must be up."""
    assert settings_of_the_store(city) == dict.fromkeys(DURABLE, "on")
    count, rates = 300 if small else 2000, dict[str, list[float]]()
    errors, flows = 0, list[float]()
    doors = {"public": city.public_port, "staff": city.staff_port}
    with nginx(doors, city.folder.parent / "nginx", free_port()) as proxy:
        ways = {"direct": None, "proxied": _through(proxy)}
        for _ in range(1 if small else ROUNDS):
            for name, way in ways.items():
                before = flow.stored_reports(city)
                result = flow.send(city, WRITERS, count, through=way)
                rates.setdefault(name, []).append(count / result["seconds"])
                missing = count - (flow.stored_reports(city) - before)
                errors += max(result["errors"], abs(missing))
                if name == "proxied":
                    flows += [1000 * seconds for seconds in result["flows"]]
    direct, proxied = max(rates["direct"]), max(rates["proxied"])
    name = f"reports through nginx and TLS on PostgreSQL, {WRITERS} writers"
    beside = f"the door alone {direct:.0f}/s, load {os.getloadavg()[0]:.1f}"
    every = sum(len(rate) for rate in rates.values()) * count
    return [
        Figure(f"{name}, best of {len(rates['proxied'])}", round(proxied), "/s", TARGET, beside),
        Figure(f"{name}, share of the door alone", round(100 * proxied / direct), "%"),
        *(
            Figure(f"{name}, p{share * 100:.0f}", round(quantile(flows, share), 1), "ms")
            for share in (0.5, 0.99)
        ),
        Figure(f"{name}, errors or not stored", errors, f"of {every}", "≤ 0"),
    ]


def settings_of_the_store(city: Installation) -> dict[str, Any]:
    """Return what PostgreSQL does before it confirms."""
    with psycopg.connect(city.environment["UITWEG_DATABASE_URL"]) as rows:
        return {name: rows.execute(f"SHOW {name}").fetchone()[0] for name in DURABLE}  # type: ignore[index]


def _through(proxy: Proxy) -> tuple[int, str, str]:
    return proxy.tls_port, PUBLIC_NAME, str(proxy.folder / "fullchain.pem")
