"""What happens to the machine that leads, and how it is made well again."""

import signal
import time
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

import psycopg

from endurance.cluster.city import City
from endurance.cluster.node import Node

MACHINE = ("etcd", "patroni", "haproxy", "nginx", "door")
JOURNAL_FILES = 40
"""More than PostgreSQL keeps ready in advance."""


class Fault(NamedTuple):
    """One thing that goes wrong with the leader: `strike` does it, `mend` undoes it."""

    strike: Callable[[City, Node], None]
    mend: Callable[[City, Node], None]


def _kill_postgres(_city: City, leader: Node) -> None:
    leader.space.signal(signal.SIGKILL, named="/usr/lib/postgresql/17/bin/postgres")


def _nothing(_city: City, _leader: Node) -> None:
    """Patroni itself starts it again."""


def _lose_machine(_city: City, leader: Node) -> None:
    leader.space.kill_all()


def _start_machine(city: City, leader: Node) -> None:
    city.start(leader, *MACHINE)


def _freeze(_city: City, leader: Node) -> None:
    leader.space.signal(signal.SIGSTOP)


def _thaw(_city: City, leader: Node) -> None:
    leader.space.signal(signal.SIGCONT)


def _cut_off(city: City, leader: Node) -> None:
    city.bridge.set_cable(leader.address, plugged=False)


def _plug_in(city: City, leader: Node) -> None:
    city.bridge.set_cable(leader.address, plugged=True)


def _fill_disk(city: City, leader: Node) -> None:
    """Fill it, and let PostgreSQL want a new file of its journal now instead of in a minute."""
    leader.fill_disk()
    with suppress(psycopg.Error), psycopg.connect(city.address_of(leader), autocommit=True) as rows:
        for _ in range(JOURNAL_FILES):
            rows.execute("select pg_switch_wal()")
            rows.execute("insert into floor default values")


def _free_disk(_city: City, leader: Node) -> None:
    leader.free_disk()


def _jump(_city: City, leader: Node) -> None:
    leader.set_clock("+3600" if int(time.monotonic()) % 2 else "-3600")


def _set_right(_city: City, leader: Node) -> None:
    leader.set_clock("+0")


FAULTS = {
    "PostgreSQL killed": Fault(_kill_postgres, _nothing),
    "machine lost": Fault(_lose_machine, _start_machine),
    "machine frozen": Fault(_freeze, _thaw),
    "cut off from the others": Fault(_cut_off, _plug_in),
    "disk full": Fault(_fill_disk, _free_disk),
    "clock jumped an hour": Fault(_jump, _set_right),
}
