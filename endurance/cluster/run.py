"""Rounds: the leader meets a fault while reports come in, and afterwards everything is counted."""

import math
import random
import sys
import time
from collections import Counter
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from endurance.cluster.city import City
from endurance.cluster.faults import FAULTS
from endurance.cluster.node import require_tools
from endurance.cluster.people import Crowd, Inserter, Sent, TlsLine, digest_of, longest_silence

REPORTERS, PAUSE = 6, 0.3
LONGEST_ROUND, WATCHED = 150, 8
DOORS_SEEN = 30
OURS = {"ttl": 20, "loop_wait": 5, "retry_timeout": 5}
PATRONI_DEFAULTS = {"ttl": 30, "loop_wait": 10, "retry_timeout": 10}
STORED = """
SELECT m.key, r.mailbox_hash, m.for_team, m.for_reporter, m.danger_now
FROM channel_message m JOIN channel_report r ON r.id = m.report_id WHERE m.key = ANY(%s)
"""


def rounds(
    folder: Path, *, times: int, timing: dict[str, int], minutes: float = math.inf
) -> dict[str, Any]:
    """Run so many rounds, the faults in turn, and begin none after so many minutes."""
    require_tools()
    city = City(folder, timing)
    try:
        city.found()
        return _rounds(city, times, time.monotonic() + 60 * minutes)
    finally:
        city.end()


def _rounds(city: City, times: int, until: float) -> dict[str, Any]:
    started = time.monotonic()
    crowd = Crowd(city.team_key(), "127.0.0.1", REPORTERS, PAUSE)
    floor = Inserter(city.address("postgres", "floor"))
    wait_for_doors(city)
    at_work = [city.people.thread(crowd.work) for _ in range(REPORTERS)]
    at_work.append(city.people.thread(floor.work))
    met = []
    for nth in range(times):
        if time.monotonic() > until:
            break
        name = list(FAULTS)[nth % len(FAULTS)]
        met.append(_round(city, name, crowd, floor))
        sys.stderr.write(f"  round {nth + 1}: {met[-1]}\n")
    crowd.stopping.set()
    floor.stopping.set()
    for thread in at_work:
        thread.join()
    return _summary(city, crowd, met, round(time.monotonic() - started))


def wait_for_doors(city: City) -> None:
    """Wait until every door answers: the visitors' address goes to each of them in turn."""
    deadline, in_a_row = time.monotonic() + 300, 0
    while in_a_row < DOORS_SEEN:
        _, said = TlsLine("127.0.0.1").post("/schrijven/verzegeld/", b"{}")
        in_a_row = in_a_row + 1 if '"ok"' in said else 0
        assert time.monotonic() < deadline, city.folder
        time.sleep(0.2)


def _round(city: City, name: str, crowd: Crowd, floor: Inserter) -> dict[str, Any]:
    """Let the leader meet one fault; mend it when people are through again, and count."""
    leader = city.wait_until_whole()
    time.sleep(random.uniform(2, 4))
    struck = time.monotonic()
    FAULTS[name].strike(city, leader)
    resumed = _wait_until_through(crowd, floor, struck)
    FAULTS[name].mend(city, leader)
    new_leader = city.wait_until_whole()
    reports = [sent for sent in crowd.sent if sent.told > struck - 5 or sent.pressed > struck - 5]
    settled = [sent for sent in reports if sent.outcome]
    with city.channel() as rows:
        lost, changed = reckon(rows, settled)
    waits = [sent.waited for sent in settled if sent.outcome == "told"]
    return {
        "fault": name,
        "another_leads": new_leader.name != leader.name,
        "resumed": resumed,
        "told": len(waits),
        "lost": lost,
        "changed": changed,
        "not_told": dict(Counter(sent.outcome for sent in settled if sent.outcome != "told")),
        "floor_s": round(longest_silence(floor.told, struck), 1),
        "reports_s": round(
            longest_silence([one.told for one in crowd.sent if one.told], struck), 1
        ),
        "longest_wait_s": round(max(waits, default=0), 1),
    }


def _wait_until_through(crowd: Crowd, floor: Inserter, struck: float) -> bool:
    """Wait until nobody who pressed the button waits, and both came through since the fault."""
    deadline = struck + LONGEST_ROUND
    while time.monotonic() < deadline:
        now = time.monotonic()
        waiting = any(
            not one.outcome and one.pressed < now - 3 for one in crowd.sent[-REPORTERS * 4 :]
        )
        came_in = any(one.told > struck + WATCHED for one in crowd.sent[-REPORTERS * 4 :])
        if came_in and not waiting and floor.told and floor.told[-1] > struck + WATCHED:
            return True
        time.sleep(0.2)
    return False


def reckon(rows: Any, reports: list[Sent]) -> tuple[int, int]:
    """Return how many of the reports that were confirmed are not there, and how many differ."""
    told = {sent.key: sent for sent in reports if sent.outcome == "told"}
    stored = {}
    for key, mailbox, for_team, for_reporter, danger in rows.execute(STORED, [list(told)]):
        digest = digest_of(bytes(for_team), bytes(for_reporter), danger=danger)
        stored[bytes(key)] = (bytes(mailbox), digest)
    lost = told.keys() - stored.keys()
    changed = [
        key for key, found in stored.items() if found != (told[key].mailbox_hash, told[key].digest)
    ]
    return len(lost), len(changed)


def _summary(city: City, crowd: Crowd, met: list[dict[str, Any]], seconds: int) -> dict[str, Any]:
    city.wait_until_whole()
    everywhere = {}
    for node in city.nodes.values():
        with psycopg.connect(city.address_of(node, "uitweg_channel")) as rows:
            everywhere[node.name] = reckon(rows, crowd.sent)
    outcomes = Counter(sent.outcome for sent in crowd.sent)
    by_fault = {}
    for name in {one["fault"]: 0 for one in met}:
        of = [one for one in met if one["fault"] == name]
        by_fault[name] = {"rounds": len(of), "another_led": sum(one["another_leads"] for one in of)}
        for figure in ("floor_s", "reports_s", "longest_wait_s"):
            values = [one[figure] for one in of]
            by_fault[name][figure] = {"median": median(values), "max": max(values)}
    lost = sum(one["lost"] for one in met) + sum(lost for lost, _ in everywhere.values())
    changed = sum(one["changed"] for one in met) + sum(other for _, other in everywhere.values())
    resumed = all(one["resumed"] for one in met)
    return {
        "good": not (lost or changed or crowd.faults) and resumed and set(outcomes) <= {"told"},
        "rounds": len(met),
        "confirmed": outcomes["told"],
        "saw_an_error": sum(outcomes.values()) - outcomes["told"],
        "sent_more_than_once": sum(sent.tries > 1 for sent in crowd.sent),
        "lost": lost,
        "changed": changed,
        "checked_on_each_machine": list(everywhere),
        "by_fault": by_fault,
        "faults": crowd.faults[:20],
        "seconds": seconds,
    }
