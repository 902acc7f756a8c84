"""What every test may ask for: both databases, and the people and the case most tests begin with."""

import shutil
import time
from collections.abc import Generator, Iterator
from concurrent.futures import Future
from functools import cache, lru_cache
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.support import clock, readable_failures
from tests.support.installation import Installation

# on a busy machine an example takes longer, which says nothing of the code
settings.register_profile(
    "any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any-machine")


def pytest_configure(config: pytest.Config) -> None:
    clock.set_moment_of_the_run()
    config.pluginmanager.register(readable_failures)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test that uses the databases, so that `-m django_db` finds it."""
    for item in items:
        if "db_both" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db(databases=["default", "channel"]))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, object, object]:
    """Let a file be read at that moment too: some take "tomorrow" when they are imported."""
    with clock.set_for(collector.path):
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Let each test, with all that is prepared for it, begin at the same moment."""
    with clock.set_for(item.path):
        return (yield)


@pytest.fixture
def stopped_clock(time_machine: Any) -> Any:
    """Stop the clock; `stopped_clock(seconds)`, or with a timedelta, lets time pass."""
    time_machine.move_to(time.time(), tick=False)
    return time_machine.shift


@pytest.fixture(autouse=True)
def cheap_stretching(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Make Argon2id and PBKDF2 quick; the real costs are proved in tests/unit and the journeys."""
    if {"unit", "browser", "processes"} & set(request.node.path.parts):
        return
    from uitweg.platform.sealing import code, passphrase

    monkeypatch.setattr(passphrase, "MEMORY_KIB", 8)
    monkeypatch.setattr(passphrase, "PASSES", 1)
    monkeypatch.setattr(code, "ITERATIONS", 10)


@pytest.fixture(autouse=True)
def signing_in_this_process(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Sign PDFs without a process of its own: four of those a weighing cost as many seconds.

    tests/integration/test_signing_a_pdf.py signs as the product does.
    """
    if "integration" not in request.node.path.parts or "signs_for_real" in request.fixturenames:
        return
    from uitweg.platform.sandbox.process import ParserAnswer, ParserFailed
    from uitweg.platform.sandbox.sign import run

    def in_this_process(parser: str, content: bytes, *, kind: str = "") -> ParserAnswer:
        assert parser == "sign"
        try:
            return _read_once(kind, content)
        except Exception:
            raise ParserFailed from None

    monkeypatch.setattr(run, "run_parser", in_this_process)


@lru_cache(maxsize=50)
def _read_once(kind: str, content: bytes) -> Any:
    """Prepare, finish or check a signature; half a second, and the same for the same paper."""
    from uitweg.platform.sandbox.sign import child

    return child.load(kind)(content)


@pytest.fixture
def signs_for_real() -> None:
    """Ask for this to sign in the box, in a process of its own."""


@pytest.fixture(autouse=True)
def a_calm_door() -> None:
    """Count from nothing: what another test sent is no pressure on this one."""
    from uitweg.channel.admission.actions.load import LOAD_MONITOR

    LOAD_MONITOR.clear()


@pytest.fixture(autouse=True)
def journal_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: Any) -> None:
    """Note what a test destroys in a folder of the tests, not in the data folder of this tree."""
    from uitweg.platform.store import destroyed

    path = tmp_path_factory.getbasetemp() / destroyed.FILE_NAME
    monkeypatch.setattr(destroyed, "journal_path", lambda: path)


@pytest.fixture(autouse=True)
def no_look_at_the_door(settings: Any) -> None:
    """Where the worker's jobs run in this process there is no public door to look at."""
    settings.WATCH = "no"


@pytest.fixture
def every_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the installation be one that can send by each channel."""
    from uitweg.platform.jobs.actions import outbox
    from uitweg.platform.jobs.rules import Channel

    monkeypatch.setattr(outbox, "configured_channels", lambda: frozenset(Channel))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """Copy the tables that the migrations made before; the migrations have tests of their own."""
    from tests.support import schema

    with django_db_blocker.unblock(), schema.test_databases_are_copies():
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Close the connection of the thread that stores reports before its database is removed."""
    yield
    from django.db import connections

    from uitweg.channel.inbox.actions.inbox import GROUP_WRITER

    closed: Future[None] = Future()
    with django_db_blocker.unblock():
        GROUP_WRITER.ask(lambda: connections["channel"].close(), closed)
        closed.result(timeout=30)


@pytest.fixture(scope="session")
def running_city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Serve a city to all tests of this process; many reports a minute are no pressure on its door."""
    folder = tmp_path_factory.mktemp("city") / "data"
    city = Installation(folder, {"UITWEG_LOAD_LEVEL": "calm"}).make()
    shutil.copytree(folder, folder.with_name("as-made"))
    city.start().wait_until_settled()
    yield city
    city.stop()


@pytest.fixture(scope="module")
def installation(running_city: Installation) -> Installation:
    """Return the demo's city at running doors; to each test file it is as it was made."""
    running_city.put_back(running_city.folder.with_name("as-made"))
    return running_city


@pytest.fixture
def db_both(db: None) -> None:
    """Both databases; what the test writes in them is rolled back after it."""


@pytest.fixture
def team(db_both: None):  # type: ignore[no-untyped-def]
    """A founded team; nobody is a member yet."""
    from tests.support import people

    return people.a_team()


@pytest.fixture(scope="module")
def made_once():  # type: ignore[no-untyped-def]
    """Publish for the first test of a file that asks; to the others any team's pages are as good."""
    from uitweg.site.web.public_pages import publish_all

    return cache(publish_all)


@pytest.fixture
def fatima(team):  # type: ignore[no-untyped-def]
    """A coordinator."""
    from tests.support import people

    return people.a_member(team)


@pytest.fixture
def public(db_both: None):  # type: ignore[no-untyped-def]
    """A visitor's browser at the public door."""
    from tests.support import people

    return people.PublicClient()


@pytest.fixture
def desk(fatima):  # type: ignore[no-untyped-def]
    """Fatima's browser."""
    from tests.support import people

    return people.at_the_desk(fatima)


@pytest.fixture
def case(fatima):  # type: ignore[no-untyped-def]
    """A case that Fatima opened from a report; a file may add to it under the same name."""
    from tests.support import people
    from uitweg.casework.cases.case.models import Case

    people.at_the_desk(fatima).post(f"/werk/melding/{people.a_report().pk}/casus/")
    fatima.session_set.all().delete()
    return Case.objects.get()


@pytest.fixture
def joris(team):  # type: ignore[no-untyped-def]
    """A colleague, not yet in any case."""
    from tests.support import people

    return people.a_member(team, "Joris")


class ObeyedPolicy:
    """The tables of policy/ that a test lets the software obey; its own end with the test."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch

    @property
    def retention(self) -> Any:
        from uitweg.platform.policy import retention

        return retention.retention_table()

    @retention.setter
    def retention(self, table: Any) -> None:
        from uitweg.platform.policy import retention

        self._patch.setattr(retention, "retention_table", lambda: table)


@pytest.fixture
def obeyed(monkeypatch: pytest.MonkeyPatch) -> ObeyedPolicy:
    return ObeyedPolicy(monkeypatch)


@pytest.fixture
def signed(db_both: None, obeyed: ObeyedPolicy) -> Any:
    """Return the table of retention terms of the tree, signed long ago."""
    from tests.support import people
    from uitweg.platform.policy import retention

    obeyed.retention = retention.read_retention_table()
    people.sign_terms()
    return obeyed.retention
