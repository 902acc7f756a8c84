"""kill -9 at random moments under load, and then a check of everything that was acknowledged."""

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from endurance import stopping
from endurance.desk import Desk
from endurance.reckoning import reckon, sound
from tests.support.installation import Installation
from tests.support.processes import TeamKey, children, end_group, launch, look, strike, team_key
from tests.support.reporters import Crowd

TARGETS = [("public", "worker"), ("public", "parent"), ("public", "all"), ("staff", "worker")]
TARGETS += [("staff", "parent"), ("worker", "all"), ("desk", "all"), ("store", "backend")]
WEIGHTS = [4, 3, 2, 1, 1, 2, 4, 4]
PATIENCE_SECONDS = 60
OFTEN_CALM = 0.4
"""The share of kills that wait until both doors answer again; others may fall into their start.

On a busy machine a start takes seconds, and some requests must succeed between two kills.
"""


@dataclass(frozen=True)
class Load:
    """The people at work: reporters and a member."""

    city: Installation
    team: TeamKey
    crowd: Crowd
    desk: Desk

    def stop(self) -> None:
        self.crowd.stop()
        self.desk.stop()

    def counts(self) -> dict[str, int]:
        return {
            "messages": self.crowd.acknowledged,
            "files": self.crowd.files,
            "answers": self.desk.answered,
            "wipes": sum(life.wiped for life in self.crowd.lives),
        }

    def reckoned(self) -> dict[str, int]:
        """Count what was lost, duplicated or changed; both doors must be up."""
        _wait_for_wipes(self.city)
        return reckon(self.city, self.team, self.desk.seed, self.crowd.lives)


@contextmanager
def load(city: Installation, *, full: int, threads: int = 4, pause: float) -> Iterator[Load]:
    """Yield people at work; they are stopped at the end."""
    team = team_key(city)
    crowd = Crowd(team, city.public_port, threads=threads, full=full, pause=pause)
    at_work = Load(city, team, crowd, Desk(city, lambda: crowd.lives))
    try:
        yield at_work
    finally:
        at_work.stop()


def kills(city: Installation, *, times: int, smoke: bool) -> dict[str, object]:
    """Kill under load and check the result; unless `smoke`, also test SIGTERM and half-sent bodies."""
    started = time.monotonic()
    city.start()
    full, threads, pause = (1, 3, 0.15) if smoke else (24, 4, 0.1)
    with load(city, full=full, threads=threads, pause=pause) as at_work:
        storm = _storm(at_work, times, pause=0.6 if smoke else 1.2, through=8 if smoke else 0)
        calm(city)
        stops = {} if smoke else stopping.under_load(city)
    counted = at_work.reckoned()
    halves = {} if smoke else stopping.half_sent_bodies(city, at_work.team)
    city.stop()
    whole = sound(city)
    if not smoke:
        stops |= stopping.right_after_start(city)
    crowd, waits = at_work.crowd, sorted(at_work.crowd.waits)
    faults = [*crowd.faults, *at_work.desk.faults, *stopping.faults(stops, halves)]
    if storm["orphans"]:
        faults.append(f"{storm['orphans']} workers outlived their parent by 6 s")
    return {
        "good": whole and not any(counted.values()) and not faults,
        "kills": times,
        "by_target": storm["by_target"],
        "workers_that_outlived_their_parent": storm["orphans"],
        "acknowledged": at_work.counts(),
        "retried": {"by_reporters": crowd.retried, "desk_starts": at_work.desk.starts},
        **counted,
        "store_whole": whole,
        "longest_wait_s": round(waits[-1], 2),
        "median_wait_ms": round(waits[len(waits) // 2] * 1000, 1),
        "codes_stretched_fully": sum(life.rounds > 1000 for life in crowd.lives),
        "stops": stops,
        "half_sent_bodies": halves,
        "faults": faults[:20],
        "seconds": round(time.monotonic() - started),
    }


def _storm(at_work: Load, times: int, *, pause: float, through: int) -> dict[str, object]:
    """Kill so many times, each after at least `through` more messages were acknowledged."""
    city, desk = at_work.city, at_work.desk
    by_target: dict[str, int] = {}
    orphans = 0
    on_postgres = bool(city.environment.get("UITWEG_DATABASE_URL"))
    target_count = len(TARGETS) if on_postgres else len(TARGETS) - 1
    for nth in range(1, times + 1):
        time.sleep(random.uniform(0, pause))
        revive(city)
        _wait_for_people(at_work, messages=nth * through, files=nth * through // 4)
        part, whom = random.choices(TARGETS[:target_count], WEIGHTS[:target_count])[0]
        by_target[f"{part} {whom}"] = by_target.get(f"{part} {whom}", 0) + 1
        if random.random() < OFTEN_CALM:
            calm(city)
        if part == "desk":
            desk.process.kill()
        elif part == "store":
            strike_the_store(city)
        else:
            orphans += strike(city.processes[part], whom=whom)
            revive(city)
    return {"by_target": dict(sorted(by_target.items())), "orphans": orphans}


def _wait_for_people(at_work: Load, *, messages: int, files: int) -> None:
    """Wait until so many were acknowledged, however slow the machine is."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while at_work.crowd.acknowledged < messages or at_work.crowd.files < files:
        assert time.monotonic() < deadline, at_work.counts()
        revive(at_work.city)
        time.sleep(0.05)


def strike_the_store(city: Installation) -> None:
    """Kill -9 a process of PostgreSQL, which then ends all others and recovers from its journal."""
    with suppress(Exception), look(city) as rows:  # it may still be recovering from the last kill
        query = "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        pids = [pid for (pid,) in rows.execute(query)]
        os.kill(random.choice(pids), signal.SIGKILL)


def revive(city: Installation) -> None:
    """Restart the processes that have ended, as a supervisor does, without waiting for them."""
    for part, process in list(city.processes.items()):
        if process.poll() is not None:
            end_group(process)
            launch(city, part)


def calm(city: Installation) -> None:
    """Wait until both doors answer; a door that ended because the database was away is restarted."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    for door in ("public", "staff"):
        while True:
            revive(city)
            try:
                city.wait_for(door)
                break
            except AssertionError:
                if time.monotonic() > deadline:
                    raise
    assert all(children(city.processes[door].pid) for door in ("public", "staff"))


LETS_THEM_GO = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from django.utils import timezone
from uitweg.channel.deletion.actions import wishes
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
lead = Actor(Member.objects.get(login="ruud"), timezone.now())
if wishes.count_held_wishes():
    wishes.decide_held_wishes(carry_out=True, newest=2**62, by=lead)
"""


def _wait_for_wipes(city: Installation) -> None:
    """Wait until the worker has executed all wishes to delete; a lead lets the held ones go."""
    query = (
        "SELECT (SELECT count(*) FROM channel_tombstone WHERE executed_at IS NULL)"
        " + (SELECT count(*) FROM channel_deletionwish)"
    )
    for turn in range(600):
        with look(city) as rows:
            if rows.execute(query) == [(0,)]:
                return
        if turn % 20 == 19:
            done = city.program(LETS_THEM_GO)
            assert done.returncode == 0, done.stderr
        time.sleep(0.1)
