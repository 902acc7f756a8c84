"""Try faults one by one on a copy of this tree, print how many were caught, compare with before."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from bench import machine
from bench.faults import making
from bench.faults.changed_code import changed_functions
from bench.faults.making import Fault
from bench.faults.tests_of import TestLines

HERE = Path(__file__).parents[2]
RECORD = HERE / "bench" / "faults.json"
REVIEWED = Path(__file__).with_name("equal.json")
"""Faults that change nothing anybody can see, each with the reason; found by reading."""
FOLDERS = ["tests/architecture", "tests/unit", "tests/integration"]
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
CAUGHT, PASSED, NO_TEST, TIME, EQUAL = "caught", "passed", "no test", "time", "equal"
NOT_TRIED = "not tried"
"""The process that was to try it ended before; nothing is known of this fault."""
Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Result:
    """What became of a fault; `test` is the first that failed."""

    fault: Fault
    outcome: str
    test: str = ""

    def row(self) -> dict[str, str]:
        fault = self.fault
        named = {"file": fault.file, "where": fault.where, "kind": fault.kind}
        return named | {
            "before": fault.before,
            "after": fault.after,
            "outcome": self.outcome,
            "test": self.test,
        }


def main(argv: list[str]) -> int:
    """Return 1 when a fault that was caught before passes now."""
    parser = argparse.ArgumentParser(prog="./run bench --only faults", description=__doc__)
    parser.add_argument("--number", type=int, default=200, help="how many faults (200)")
    parser.add_argument("--seed", type=int, default=1, help="another seed draws other faults")
    parser.add_argument("--jobs", type=int, default=1, help="how many at once (1)")
    parser.add_argument(
        "--in", dest="inside", default="", help="only in files that have this in their path"
    )
    parser.add_argument(
        "--lines", type=Path, help="what each test runs, kept by an earlier --lines"
    )
    parser.add_argument("--known", action="store_true", help="only the faults of bench/faults.json")
    parser.add_argument("--passed", action="store_true", help="only those of them that passed")
    parser.add_argument("--record", action="store_true", help="write bench/faults.json")
    given = parser.parse_args(argv)
    before = json.loads(RECORD.read_text()) if RECORD.exists() else {"faults": []}
    with tempfile.TemporaryDirectory(prefix="uitweg-faults-", dir=_memory()) as folder:
        trees = [_copy(Path(folder) / str(n)) for n in range(given.jobs)]
        faults = _faults(trees[0], before["faults"], given)
        lines = TestLines(HERE).read(_lines(given.lines, trees[0], Path(folder)))
        results = _controlled(_results(faults, lines, trees), trees[0])
    _print(results, before["faults"])
    if given.record:
        head = machine.head("./run bench --only faults") | {"seed": given.seed}
        _write(head, results)
    return 1 if _worse(results, before["faults"]) else 0


def _memory() -> Path | None:
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > 4 * 2**30 else None


def _copy(folder: Path) -> Path:
    """Copy this tree with what was not committed yet, and let Python compile it once."""
    subprocess.run(["git", "clone", "-q", "--shared", str(HERE), str(folder)], check=True)
    listed = ["git", "ls-files", "-z", "--modified", "--others", "--exclude-standard"]
    changed = subprocess.run(listed, cwd=HERE, check=True, capture_output=True, text=True).stdout
    for name in filter(None, changed.split("\0")):
        (folder / name).unlink(missing_ok=True)
        if (HERE / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(HERE / name, folder / name)
    _pytest(folder, ["--collect-only", "-qqq", *FOLDERS], writes_bytecode=True)
    return folder


def _pytest(tree: Path, more: Iterable[str], *, writes_bytecode: bool = False, **told: str) -> int:
    scratch = tree.parent / f"{tree.name}-tmp"
    scratch.mkdir(exist_ok=True)
    told |= {"PYTHONPATH": str(tree), "TMPDIR": str(scratch)}
    # a changed file may keep its size and its second: then old bytecode would pass for new
    told |= {} if writes_bytecode else {"PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [*PYTEST, *more],
        cwd=tree,
        env=os.environ | told,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    ).returncode


def _lines(kept: Path | None, tree: Path, folder: Path) -> Path:
    """Return a folder with what each daily test runs; measured now when there is none."""
    lines = kept or folder / "lines"
    if not lines.is_dir():
        lines.mkdir(parents=True)
        print("noting which lines each test runs; that takes as long as the tests", file=sys.stderr)
        spread = ["-n", "logical", "--maxprocesses", "8", "--dist", "loadfile", "-m", "not long"]
        plugin = ["-p", "bench.faults.lines"]
        told = {"UITWEG_TEST_LINES": str(lines.resolve())}
        _pytest(tree, [*plugin, *spread, *FOLDERS], writes_bytecode=True, **told)
    return lines


def _faults(tree: Path, known: list[dict[str, str]], given: argparse.Namespace) -> list[Fault]:
    """Return the faults of the record that still can be made, and new ones up to the number."""
    every = [
        fault
        for file in making.files(tree)
        for fault in making.faults_in(file, (tree / file).read_text())
        if given.inside in file
    ]
    found = dict[Key, Fault]()
    by_words: dict[tuple[str, ...], list[Fault]] = {}
    for fault in every:
        by_words.setdefault(fault.key[1:], []).append(fault)
    for row in known:
        same = by_words.get(_key(row)[1:], [])
        # a file may have moved: then the function and the words say which fault it is
        here = [fault for fault in same if fault.file == row["file"]] or same[: len(same) == 1]
        if here and (row["outcome"] == PASSED or not given.passed):
            row["file"] = here[0].file
            found[here[0].key] = here[0]
    if given.known or given.passed:
        return list(found.values())
    by_part: dict[str, list[Fault]] = {}
    for fault in every:
        by_part.setdefault(fault.part, []).append(fault)
    new = making.chosen(by_part, 2 * given.number, given.seed)
    for fault in new:
        if len(found) < given.number:
            found.setdefault(fault.key, fault)
    return list(found.values())


def _results(faults: list[Fault], lines: TestLines, trees: list[Path]) -> list[Result]:
    """Try all of them, spread over the trees: what one is free for, it takes."""
    equal = {_key(row) for row in json.loads(REVIEWED.read_text())} if REVIEWED.exists() else set()
    found = {fault.key: Result(fault, EQUAL) for fault in faults if fault.key in equal}
    tests = {fault.key: lines.chosen_for(fault) for fault in faults if fault.key not in found}
    found |= {fault.key: Result(fault, NO_TEST) for fault in faults if tests.get(fault.key) == []}
    left = [fault for fault in faults if fault.key not in found]
    inside = [fault for fault in left if _can_be_forked(fault, lines, trees[0])]
    free = SimpleQueue[Path]()
    for tree in trees:
        free.put(tree)

    def in_a_free_tree(some: list[Fault]) -> list[Result]:
        tree = free.get()
        try:
            if some[0] in inside:
                return list(_in_forks(some, tests, tree))
            return [_at_import(some[0], tests[some[0].key], tree)]
        finally:
            free.put(tree)

    shares = [inside[n :: len(trees)] for n in range(len(trees))]
    work = [*filter(None, shares), *([fault] for fault in left if fault not in inside)]
    with ThreadPoolExecutor(len(trees)) as pool:
        for some in pool.map(in_a_free_tree, work):
            for each in some:
                found[each.fault.key] = each
                print(f"{len(found)}/{len(faults)} {_line(each)}", file=sys.stderr, flush=True)
    return [found[fault.key] for fault in faults]


def _can_be_forked(fault: Fault, lines: TestLines, tree: Path) -> bool:
    """Tell whether a fault still shows when it is made after the tests were collected."""
    source = (tree / fault.file).read_text()
    return not lines.ran_between(fault) and bool(changed_functions(source, fault.broken(source)))


def _in_forks(faults: list[Fault], tests: dict[Key, list[str]], tree: Path) -> Iterator[Result]:
    """Try faults inside functions, each in a fork of one process."""
    rows = [
        {"file": f.file, "source": f.broken((tree / f.file).read_text()), "tests": tests[f.key]}
        for f in faults
    ]
    answers = _run(tree, rows)
    for fault, answer in zip_longest(faults, answers, fillvalue=(NOT_TRIED, "")):
        yield Result(fault, *answer)


def _at_import(fault: Fault, tests: list[str], tree: Path) -> Result:
    """Try one that changes what is made at import: in the file, and in a process of its own."""
    path = tree / fault.file
    whole, stat = path.read_text(), path.stat()
    path.write_text(fault.broken(whole))
    # bytecode of the whole file would pass for that of the broken one
    os.utime(path, (stat.st_atime, stat.st_mtime + 1000))
    try:
        answers = _run(tree, [{"tests": tests}])
    finally:
        path.write_text(whole)
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    return Result(fault, *answers[0]) if answers else Result(fault, CAUGHT, "(at import)")


def _run(tree: Path, rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return for each row what became of it and the last test that ran; nothing when none ran."""
    told = tree.parent / f"{tree.name}.faults"
    done = told.with_suffix(".done")
    done.unlink(missing_ok=True)
    told.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    paths = sorted({test.split("::")[0] for row in rows for test in row["tests"]})
    _pytest(tree, ["-s", "-p", "bench.faults.forked", *paths], UITWEG_FAULTS=str(told))
    answers = map(json.loads, done.read_text().splitlines()) if done.exists() else ()
    return [(answer["outcome"], answer["test"]) for answer in answers]


def _controlled(results: list[Result], tree: Path) -> list[Result]:
    """Run the tests that caught something once more, without a fault: they have to pass.

    One that fails then caught nothing, and its faults count as passed.
    """
    tests = sorted({each.test for each in results if "::" in each.test})
    answers = _run(tree, [{"tests": [test]} for test in tests]) if tests else []
    again = zip_longest(tests, answers, fillvalue=(NOT_TRIED, ""))
    failed = [test for test, answer in again if answer[0] != PASSED]
    if failed:
        print(f"These fail without a fault too: {', '.join(failed)}", file=sys.stderr)
    return [Result(r.fault, PASSED) if r.test in failed else r for r in results]


def _key(row: dict[str, str]) -> Key:
    return row["file"], row["where"], row["before"], row["after"]


def _worse(results: list[Result], before: list[dict[str, str]]) -> list[Result]:
    caught = {_key(row) for row in before if row["outcome"] == CAUGHT}
    return [r for r in results if r.fault.key in caught and r.outcome in (PASSED, NO_TEST)]


def _line(result: Result) -> str:
    fault = result.fault
    by = f" ({result.test})" if result.test else ""
    return f"{result.outcome}: {fault.file}:{fault.line} {fault.where}: {fault.before} -> {fault.after}{by}"


def _print(results: list[Result], before: list[dict[str, str]]) -> None:
    shown = {_key(row): row["outcome"] for row in before}
    parts = sorted({result.fault.part for result in results})
    outcomes = (CAUGHT, PASSED, NO_TEST, TIME, EQUAL, NOT_TRIED)
    rows = [["part", "faults", *outcomes, "caught before"]]
    for part in [*parts, "all"]:
        here = [r for r in results if part in (r.fault.part, "all")]
        count = Counter(r.outcome for r in here)
        known = [shown[r.fault.key] for r in here if r.fault.key in shown]
        was = f"{known.count(CAUGHT)} of {len(known)}" if known else ""
        numbers = [str(count[each]) for each in outcomes]
        rows.append([part, str(len(here)), *numbers, was])
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )
    for outcome in (PASSED, NO_TEST, TIME, NOT_TRIED):
        for result in results:
            if result.outcome == outcome:
                print(_line(result))
    for result in _worse(results, before):
        print(f"CAUGHT BEFORE, NOT NOW: {_line(result)}")


def _write(head: dict[str, object], results: list[Result]) -> None:
    rows = ",\n".join(json.dumps(result.row(), ensure_ascii=False) for result in results)
    RECORD.write_text(
        f'{{"head": {json.dumps(head, ensure_ascii=False)},\n"faults": [\n{rows}\n]}}\n'
    )
