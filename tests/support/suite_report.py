"""What a run of the tests cost, by folder and by test, and whether the budgets hold."""

import json
import resource
from collections import Counter
from pathlib import Path

from tests.support import house_size
from tests.support.costs import BUDGETS

ROOT = Path(__file__).resolve().parents[2]
SPENT = ROOT / "var" / "tests" / "seconds.json"
"""Seconds of processor by test file, of the last whole run."""
DEAREST = 20


def write(costs: dict[str, Path], wall_seconds: float, *, daily: bool) -> int:
    """Print the report; return 1 when a daily run cost more than its budget.

    `costs`: by store, the file that `tests.support.costs` wrote.
    """
    by_test, by_folder, by_file = Counter[str](), Counter[str](), Counter[str]()
    tests = dict[str, set[str]]()
    by_clock = 0.0
    for store, path in costs.items():
        for line in path.read_text().splitlines() if path.exists() else ():
            row = json.loads(line)
            file = row["test"].partition("::")[0]
            folder = f"{Path(file).parent} {store}"
            by_folder[folder] += row["seconds"]
            by_clock += row["seconds"] * row["slowness"]
            tests.setdefault(folder, set()).add(row["test"])
            if row["when"] == "call":
                by_test[f"{row['test']} {store}"] += row["seconds"]
            if store == "on SQLite":
                by_file[file] += row["seconds"]
    print("\nSeconds of processor, by folder (with fixtures):")
    for folder, seconds in by_folder.most_common():
        print(f"{seconds:8.0f}  {folder} ({len(tests[folder])} tests)")
    print(f"\nThe {DEAREST} dearest tests, seconds of processor (without fixtures):")
    for test, seconds in by_test.most_common(DEAREST):
        print(f"{seconds:8.1f}  {test}")
    print(f"\nThe size of the house:\n{house_size.table(house_size.rows())}")
    if daily:
        SPENT.parent.mkdir(parents=True, exist_ok=True)
        SPENT.write_text(json.dumps(dict(by_file)))
    slower = by_clock / by_folder.total() if by_folder.total() else 1.0
    return _whole(wall_seconds, slower, daily=daily)


def _whole(wall_seconds: float, slower: float, *, daily: bool) -> int:
    """Print the whole; `slower`: how many times slower this machine was while the tests ran."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = (used.ru_utime + used.ru_stime) / slower
    print(f"\nIn all {seconds:.0f} s of processor, in {wall_seconds:.0f} s.", end=" ")
    if slower > 1:
        print(f"(This machine was {slower:.2f} times slower than that of the limits.)", end=" ")
    limit = BUDGETS["suite_seconds"]["limit"]
    if not daily:
        print()
        return 0
    print(f"Limit {limit}, aim {BUDGETS['suite_seconds']['budget']} (tests/budgets.toml).")
    if seconds > limit:
        print("FAILED: the suite costs more than its limit. Make tests lighter, or say why not.")
    return int(seconds > limit)
