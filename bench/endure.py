"""`./run endure`: kill -9 under load, SIGTERM, half-sent bodies; nothing acknowledged may be lost."""

import argparse
import json
import random
import sys
import tempfile
import time
from pathlib import Path

from bench import machine, stopping
from bench.desk import Desk
from bench.house import channel, children, end_group, launch, strike, team_key
from bench.reckoning import reckon, sound
from bench.reporters import Crowd
from tests.installation import Installation

TARGETS = [("public", "worker"), ("public", "parent"), ("public", "all"), ("staff", "worker")]
TARGETS += [("staff", "parent"), ("tick", "all"), ("desk", "all"), ("desk", "all")]
WEIGHTS = [4, 3, 2, 1, 1, 2, 2, 2]
RECORD = Path(__file__).with_name("endure.json")


def main(given: list[str]) -> int:
    """Return 1 when anything was lost, doubled or did not end in time."""
    parser = argparse.ArgumentParser(prog="./run endure", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--smoke", action="store_true", help="a handful of kills, nothing recorded")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    asked = parser.parse_args(given)
    random.seed(asked.seed)
    with tempfile.TemporaryDirectory(prefix="uitweg-endure-") as folder:
        # four hurried people are a flood to the channel's gate; here it stands open
        calm = {"UITWEG_PRESSURE": "calm"}
        city = Installation(Path(folder) / "data", more=calm).make()
        try:
            found = endure(city, kills=5 if asked.smoke else asked.kills, smoke=asked.smoke)
        finally:
            for process in city.processes.values():
                end_group(process)
        log = city.log.read_text() if city.log.exists() else ""
    whole = {
        **machine.head(f"./run endure --kills {asked.kills}"),
        "random_seed": asked.seed,
        **found,
    }
    print(json.dumps(whole, indent=1))
    if not found["good"]:
        print(log[-4000:], file=sys.stderr)
    if not asked.smoke:
        RECORD.write_text(json.dumps(whole, indent=1) + "\n")
    return 0 if found["good"] else 1


def endure(city: Installation, *, kills: int, smoke: bool) -> dict[str, object]:
    """Run the storm and everything after it; `good` says whether all of it held."""
    started = time.monotonic()
    city.start()
    team = team_key(city.folder)
    crowd = Crowd(team, city.public_port, threads=4, full=1 if smoke else 24, pause=0.1)
    desk = Desk(city, lambda: crowd.lives)
    seed = desk.seed
    storm = _storm(city, desk, kills, pause=0.6 if smoke else 1.2)
    _calm(city)
    stops = {} if smoke else stopping.under_load(city)
    crowd.stop()
    desk.stop()
    waits = sorted(crowd.waits)
    _wait_for_wipes(city)
    counted = reckon(city, team, seed, crowd.lives)
    halves = {} if smoke else stopping.half_sent_bodies(city, team)
    city.stop()
    whole = sound(city)
    if not smoke:
        stops |= stopping.right_after_start(city)
    if storm["orphans"]:
        crowd.faults.append(f"{storm['orphans']} workers outlived their parent by 6 s")
    faults = [*crowd.faults, *desk.faults, *stopping.faults(stops, halves)]
    return {
        "good": whole and not any(counted.values()) and not faults,
        "kills": kills,
        "by_target": storm["by_target"],
        "workers_that_outlived_their_parent": storm["orphans"],
        "acknowledged": {
            "messages": crowd.acknowledged,
            "files": crowd.files,
            "answers": desk.answered,
            "wipes": sum(life.wiped for life in crowd.lives),
        },
        "retried": {"by_reporters": crowd.retried, "desk_starts": desk.starts},
        **counted,
        "integrity_ok": whole,
        "longest_wait_s": round(waits[-1], 2),
        "median_wait_ms": round(waits[len(waits) // 2] * 1000, 1),
        "codes_stretched_fully": sum(life.rounds > 1000 for life in crowd.lives),
        "stops": stops,
        "half_sent_bodies": halves,
        "faults": faults[:20],
        "seconds": round(time.monotonic() - started),
    }


def _storm(city: Installation, desk: Desk, kills: int, *, pause: float) -> dict[str, object]:
    by_target: dict[str, int] = {}
    orphans = 0
    for _ in range(kills):
        time.sleep(random.uniform(0, pause))
        _revive(city)
        part, whom = random.choices(TARGETS, WEIGHTS)[0]
        by_target[f"{part} {whom}"] = by_target.get(f"{part} {whom}", 0) + 1
        if part == "desk":
            desk.process.kill()
            continue
        orphans += strike(city.processes[part], whom=whom)
        _revive(city)
    return {"by_target": dict(sorted(by_target.items())), "orphans": orphans}


def _revive(city: Installation) -> None:
    """Start again whatever has ended, as a supervisor does, without waiting for it."""
    for part, process in list(city.processes.items()):
        if process.poll() is not None:
            end_group(process)
            launch(city, part)


def _calm(city: Installation) -> None:
    _revive(city)
    for door in ("public", "staff"):
        city.wait_for(door)
    assert all(children(city.processes[door].pid) for door in ("public", "staff"))


def _wait_for_wipes(city: Installation) -> None:
    """Give the tick the time to execute what reporters asked."""
    for _ in range(300):
        rows = channel(city.folder)
        (left,) = rows.execute(
            "SELECT count(*) FROM reports_tombstone WHERE executed_at IS NULL"
        ).fetchone()
        rows.close()
        if not left:
            return
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
