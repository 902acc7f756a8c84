"""A backup made while people write, restored elsewhere and opened with the recovery sheet."""

import json
import os
import re
import time
from typing import Any

from endurance.reckoning import reckon, sound
from endurance.storm import load
from tests.support import machine
from tests.support.installation import Installation
from tests.support.processes import look
from tests.support.reporters import Conversation

BACKUPS = 3


def init(city: Installation) -> str:
    """Set up an installation as an operator does; return the words of its recovery sheet."""
    city.folder.mkdir(parents=True)
    done = city.run("init", "--name", "Fatima", "--login", "fatima")
    assert done.returncode == 0, done.stderr
    phrase = re.search(r"wachtzin:\s*(.+)", done.stdout)
    assert phrase, "no passphrase was said"
    members = [{"login": "fatima", "phrase": phrase[1].strip()}]
    (city.folder / "demo.json").write_text(json.dumps({"members": members}))  # for the desk
    return "\n".join(re.findall(r"\d+\. [a-z]+", done.stdout))


def backups(city: Installation, other: Installation) -> dict[str, Any]:
    """Make backups under load, and restore the last one into `other`, which is empty."""
    sheet = init(city)
    for installation in (city, other):
        installation.more["PATH"] = f"{machine.postgres_tools()}{os.pathsep}{os.environ['PATH']}"
    city.run("new-secret", "--door", "public")  # on SQLite it is there already
    city.start()
    took, file = [], city.folder.parent
    with load(city, full=0, pause=0.02) as at_work:
        for nth in range(BACKUPS):
            time.sleep(2)
            before = [_copy(life) for life in [*at_work.crowd.lives]]
            started = time.monotonic()
            file = city.folder.parent / f"backup-{nth}.tar"
            done = city.run("backup", str(file))
            took.append(round(time.monotonic() - started, 2))
            assert done.returncode == 0, done.stderr
            during = len(at_work.crowd.lives) - len(before)
    city.stop()
    (other.folder).mkdir(parents=True)
    (other.folder / "staff.secret").write_bytes((city.folder / "staff.secret").read_bytes())
    restored = other.run("restore", str(file), "--sheet", said=sheet)
    assert restored.returncode == 0, restored.stderr
    other.run("new-secret", "--door", "public")
    other.start("public")
    wiped = {tuple(life.words) for life in at_work.crowd.lives if life.wiped}
    kept = [life for life in before if tuple(life.words) not in wiped]
    team, seed = at_work.team, at_work.desk.seed
    first = reckon(other, team, seed, kept)
    living = [life for life in at_work.crowd.lives if not life.wiped]
    whole = reckon(other, team, seed, living)
    other.stop()
    first["doubled"] = 0  # reports that came between the count and the copy are no duplicates
    for name in ("changed", "doubled", "files_changed", "trail_missing"):
        first[name] += whole[name]
    with look(other) as rows:
        (reports,) = rows.execute("SELECT count(*) FROM channel_report")[0]
    good = not any(first.values()) and sound(other) and "newest report" in restored.stdout
    return {
        "good": good and not at_work.crowd.faults and len(kept) > 10,
        "backups": BACKUPS,
        "seconds_each": took,
        "bytes": file.stat().st_size,
        "acknowledged_before_it_began": len(kept),
        "acknowledged_while_it_was_made": during,
        "reports_put_back": reports,
        **first,
        "opened_with_the_recovery_sheet": "newest report" in restored.stdout,
        "faults": at_work.crowd.faults[:20],
    }


def _copy(life: Conversation) -> Conversation:
    return Conversation(life.words, life.rounds, [*life.said], [*life.answered])
