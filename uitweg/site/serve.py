"""Serve one door with granian. `make_door` runs inside the worker."""

import os
from collections.abc import Callable

from uitweg.site.published import Shelf, publish

THREADS = {"public": 32, "staff": 8}
KILL_AFTER_SECONDS = 4


def run(*, door: str, host: str) -> int:
    """Serve until SIGTERM; what is under way is finished first, within 5 seconds."""
    from granian.constants import Interfaces
    from granian.server import Server

    from uitweg.site import settings

    Server(
        "uitweg.site.serve:make_door",
        factory=True,
        address=host,
        port=settings.PUBLIC_PORT if door == "public" else settings.STAFF_PORT,
        interface=Interfaces.RSGI,
        workers=1,
        websockets=False,
        backlog=2048,
        workers_kill_timeout=KILL_AFTER_SECONDS,
        log_level="warning",  # type: ignore[arg-type]
        log_access=False,
    ).serve()
    return 0


def make_door() -> object:
    """Return the RSGI application of this process's door."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.settings")
    django.setup()
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.urls import get_resolver

    from uitweg.site.doors import Door

    get_resolver().url_patterns  # load every view now, not at the first visitor
    return Door(
        django=get_wsgi_application(),
        shelf=_public_shelf() if settings.DOOR == "public" else _staff_shelf(),
        threads=THREADS[settings.DOOR],
        tls=settings.BEHIND_TLS,
    )


def _public_shelf() -> Callable[[], Shelf]:
    from django.db import DatabaseError, connections

    from uitweg.reports.models import TeamKey
    from uitweg.site.doors import FreshShelf
    from uitweg.site.public_pages import publish_all

    def version() -> object:
        try:
            team = TeamKey.current()
        except DatabaseError:
            connections["channel"].close()  # the next look begins with a fresh one
            raise
        return bytes(team.key_id) if team else None

    try:
        return FreshShelf(make=publish_all, version=version)
    except DatabaseError:
        raise SystemExit("The stores are not there or not up to date: ./run migrate") from None


def _staff_shelf() -> Callable[[], Shelf]:
    from uitweg.site.templatetags.staff_look import staff_assets

    shelf = publish({}, staff_assets())
    return lambda: shelf
