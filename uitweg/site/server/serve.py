"""Serve one door with granian; `make_door` runs in granian's worker process."""

import gc
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from uitweg.platform.sandbox import box
from uitweg.platform.sandbox.trial.run import no_box_holds
from uitweg.site.config.environment import Misconfigured
from uitweg.site.server.metrics_page import serve_door_metrics
from uitweg.site.web.published import Shelf, publish

if TYPE_CHECKING:
    from uitweg.site.server.doors import FreshShelf, Headers, QuickAnswer
    from uitweg.site.web.health_probe import HealthProbe

log = logging.getLogger("uitweg.doors")
THREADS = {"public": 32, "staff": 8}
REFUSED = 2
"""The exit code of a door that does not start until somebody changes something."""
KILL_AFTER_SECONDS = 3
MOST_CONNECTIONS = 2048
CONNECTION_BUFFER_BYTES = 64 * 1024


def run(*, door: str, host: str) -> int:
    """Serve until SIGTERM; requests under way are finished first, within 5 seconds."""
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.server import Server

    from uitweg.site.config import settings

    port = settings.PUBLIC_PORT if door == "public" else settings.STAFF_PORT
    refuse_a_taken_port(door=door, host=host, port=port)
    if settings.METRICS_PORT:
        serve_door_metrics(door, first_port=settings.METRICS_PORT, data=settings.DATA)
    server = Server(
        "uitweg.site.server.serve:make_door",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,  # what a proxy speaks; HTTP/2 has larger buffers and more to cut off
        http1_settings=HTTP1Settings(max_buffer_size=CONNECTION_BUFFER_BYTES),
        workers=1,
        websockets=False,
        backlog=MOST_CONNECTIONS,
        workers_kill_timeout=KILL_AFTER_SECONDS,
        log_level="warning",  # type: ignore[arg-type]
        log_access=False,
    )
    return _served(server)


def _served(server: Any) -> int:
    """Serve until the end, and return the exit code: REFUSED when the door itself ended so.

    granian says 1 of every worker process that ended by itself, and forgets which code it had.
    """
    started: list[Any] = []
    spawn = server._spawn_workers

    def spawn_and_remember(*given: Any) -> None:
        spawn(*given)
        started.extend(server.wrks)

    server._spawn_workers = spawn_and_remember
    try:
        server.serve()
    except SystemExit as end:
        is_refused = any(worker.inner.exitcode == REFUSED for worker in started)
        return REFUSED if is_refused else cast("int", end.code)
    return 0


def refuse_a_taken_port(*, door: str, host: str, port: int) -> None:
    """Raise Misconfigured when the port of this door is in use.

    granian itself would share it with whoever has it, and two cities would answer at one address.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise Misconfigured(
                f"Port {port} is in use; stop what runs there, "
                f"or set UITWEG_{door.upper()}_PORT to another."
            ) from None


def _stop_with_parent() -> None:
    """End this worker when granian's main process is gone: an orphan would keep the port."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return  # not a worker process, but a test of what a door loads

    def watch() -> None:
        parent.join()  # returns when the parent has ended, however it ended
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(KILL_AFTER_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def make_door() -> object:
    """Return the RSGI application of this process's door."""
    box.taken(box.hide_memory)  # a process that was started anew does not inherit it
    _stop_with_parent()
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.config.settings")
    django.setup()
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.urls import get_resolver

    from uitweg.platform.maintenance import PauseSwitch
    from uitweg.site.server import body_limits
    from uitweg.site.server.door_metrics import keep_gauges, observer_of
    from uitweg.site.server.doors import Door
    from uitweg.site.server.onion import OnionAddress

    assert get_resolver().url_patterns  # loads every view now, not at the first request

    is_paused = PauseSwitch(settings.MAINTENANCE_FILE)
    application, tls, threads = get_wsgi_application(), settings.BEHIND_TLS, THREADS[settings.DOOR]
    if settings.DOOR == "staff":
        _refuse_wrong_stores()
        _say_without_box()
        from uitweg.site.web.staff_pause import staff_pause

        door = Door(
            django=application,
            shelf=_staff_shelf(),
            threads=threads,
            tls=tls,
            longest=body_limits.staff_body_limit,
            health=_staff_health(),
            observer=observer_of("staff"),
            is_paused=is_paused,
            paused=staff_pause,
        )
        keep_gauges("staff", door)
    else:
        shelf = _public_shelf()
        from uitweg.site.web.public_pause import public_pause

        door = Door(
            django=application,
            shelf=shelf,
            threads=threads,
            tls=tls,
            quick=_quick_answers(shelf),
            longest=body_limits.public_body_limit,
            onion=OnionAddress(settings.ONION, urlsplit(settings.PUBLIC_URL).netloc),
            health=_public_health(),
            observer=observer_of("public"),
            is_paused=is_paused,
            paused=public_pause,
        )
        keep_gauges("public", door)
    _freeze_garbage_collector()
    return door


def _refuse_wrong_stores() -> None:
    """End this door, with a sentence, when nothing should start on these stores.

    They are of another version, or belong to another secret than this door has.
    """
    from uitweg.site.config.secret_files import secret_problem
    from uitweg.site.config.store_versions import start_problem

    if problem := start_problem() or secret_problem():
        sys.stderr.write(f"{problem}\n")
        sys.exit(REFUSED)


def _public_health() -> "HealthProbe":
    from uitweg.site.web import public_health
    from uitweg.site.web.health_probe import HealthProbe

    return HealthProbe(public_health.look, public_health.closed)


def _staff_health() -> "HealthProbe":
    from uitweg.site.web import staff_health
    from uitweg.site.web.health_probe import HealthProbe

    return HealthProbe(staff_health.look, staff_health.silent)


def _say_without_box() -> None:
    """Warn that this door's parsers of strangers' files could reach everything that it can."""
    if no_box_holds():
        log.warning("strangers' files are read outside a box; ./run doctor says what is missing")


def _freeze_garbage_collector() -> None:
    """Let the garbage collector skip all of Django and look only at what requests leave behind.

    Collecting everything delayed a page by a hundredth of a second now and then.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _quick_answers(shelf: "FreshShelf") -> "dict[str, QuickAnswer]":
    """Return the addresses for encrypted messages, answered on the event loop (ADR 2).

    The team's key is the one in the published pages.
    """
    from uitweg.channel.conversation.public_views.json_answers import response_parts
    from uitweg.channel.inbox.public_views.sealed import EVENT_LOOP_KINDS, receive_on_event_loop

    def answer_at(path: str) -> "QuickAnswer":
        async def answer(body: bytes) -> "tuple[int, Headers, bytes]":
            version = cast("tuple[bytes | None, object] | None", shelf.version)
            if version is None:  # this door has not seen its store yet
                return response_parts(503, "away")
            return await receive_on_event_loop(path, body, version[0])

        return answer

    return {path: answer_at(path) for path in EVENT_LOOP_KINDS}


def _public_shelf() -> "FreshShelf":
    from django.db import DatabaseError, connections
    from django.utils import timezone

    from uitweg.channel.admission.actions.load import LOAD_MONITOR
    from uitweg.channel.conversation.models import TeamKey
    from uitweg.knowledge.guide.actions import said_of_duty
    from uitweg.knowledge.published_figures.actions import newest_number
    from uitweg.knowledge.training.actions.recordings import on_air_ids
    from uitweg.site.server.doors import FreshShelf
    from uitweg.site.web.public_pages import publish_all, publish_without_store

    def version() -> object:
        try:
            LOAD_MONITOR.measure()  # here, as this thread runs once a second anyhow
            team = TeamKey.current()
            on_air = on_air_ids(timezone.localdate())
            released = newest_number()
        except DatabaseError:
            connections["channel"].close()  # the next check opens a new connection
            raise
        return bytes(team.key_id) if team else None, on_air, released

    def state() -> tuple[str, float]:
        duty, until = said_of_duty(now=timezone.now())
        return duty, until.timestamp()

    return FreshShelf(
        make=publish_all, version=version, state=state, without_store=publish_without_store
    )


def _staff_shelf() -> Callable[[], Shelf]:
    from uitweg.platform.ui.staff_assets import staff_assets

    # browsers cache these for a year: better compression is not worth a slower start
    shelf = publish({}, staff_assets(), quality=10)
    return lambda: shelf
