"""Cheap stretching, and the people."""

import os
from collections.abc import Callable, Generator, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from tests.support import asked

Standing = dict[str, Any]
ON_POSTGRESQL = bool(os.environ.get("UITWEG_DATABASE_URL"))


def pytest_configure(config: pytest.Config) -> None:
    if asked.FOLDER in os.environ and not ON_POSTGRESQL:
        asked.listen()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """On SQLite write down what each test asked of the store."""
    done = yield
    if asked.FOLDER in os.environ and not ON_POSTGRESQL:
        asked.write_down(item.nodeid)
    return done


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL leave out what asks no store, and what others there ask as well (`asked`)."""
    if not ON_POSTGRESQL:
        return
    asks = [item for item in items if "db_both" in getattr(item, "fixturenames", ())]
    asks += [item for item in items if item.get_closest_marker("django_db") and item not in asks]
    if asked.FOLDER in os.environ:
        written = asked.all_written_down(Path(os.environ[asked.FOLDER]))
        run = asked.needed([item.nodeid for item in asks], written)
        asks = [item for item in asks if item.nodeid in run]
    config.hook.pytest_deselected(items=[item for item in items if item not in asks])
    items[:] = [item for item in items if item in asks]


@pytest.fixture(autouse=True)
def cheap_stretching(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Make Argon2id and PBKDF2 quick; the real costs are proved in tests/unit and the journeys."""
    if {"unit", "browser"} & set(request.node.path.parts):
        return
    from uitweg.platform.sealing import code, passphrase

    monkeypatch.setattr(passphrase, "MEMORY_KIB", 8)
    monkeypatch.setattr(passphrase, "PASSES", 1)
    monkeypatch.setattr(code, "ITERATIONS", 10)


@pytest.fixture(autouse=True)
def a_calm_door() -> None:
    """Count from nothing: what another test sent is no pressure on this one."""
    from uitweg.channel.actions.load import LOAD_MONITOR

    LOAD_MONITOR.clear()


@pytest.fixture(scope="session")
def reach(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[list[str]], Standing]]:
    """Return what makes a team, Fatima and a case stand ready (see `tests.support.standing`)."""
    from tests.support import standing

    def reach(names: list[str]) -> Standing:
        with django_db_blocker.unblock():
            return standing.reach(names)

    yield reach
    reach([])


@pytest.fixture
def db_both(request: pytest.FixtureRequest) -> Standing:
    """Both stores, each test in a transaction of its own, upon what stands ready for it."""
    from tests.support.standing import MAKE

    request.applymarker(pytest.mark.django_db(databases=["default", "channel"]))
    names = [name for name in MAKE if name in request.fixturenames]
    there: Standing = request.getfixturevalue("reach")(names)
    request.getfixturevalue("db")
    return there


@pytest.fixture
def team(db_both: Standing):  # type: ignore[no-untyped-def]
    return db_both["team"]


@pytest.fixture(scope="module")
def made_once():  # type: ignore[no-untyped-def]
    """Publish for the first test of a file that asks; to the others any team's pages are as good."""
    from uitweg.site.web.public_pages import publish_all

    return cache(publish_all)


@pytest.fixture
def fatima(team, db_both: Standing):  # type: ignore[no-untyped-def]
    from uitweg.platform.accounts.models import Member

    return Member.objects.get(pk=db_both["fatima"])


@pytest.fixture
def public(db_both: Standing):  # type: ignore[no-untyped-def]
    from tests.support import people

    return people.PublicClient()


@pytest.fixture
def desk(fatima):  # type: ignore[no-untyped-def]
    """Fatima's browser."""
    from tests.support import people

    return people.at_the_desk(fatima)


@pytest.fixture
def case(fatima, db_both: Standing):  # type: ignore[no-untyped-def]
    """A case of Fatima's, opened from a report; a file may add to it under the same name."""
    from uitweg.casework.cases.models import Case

    return Case.objects.get(pk=db_both["case"])


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
