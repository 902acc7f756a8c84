"""A plugin of pytest: write down which lines of rules and actions each test runs, and its processor time.

Each process writes a file of its own in the folder that UITWEG_TEST_LINES names, one JSON object a
test. The lines of a file are a number of which bit n is set for line n, in hexadecimal. What runs
before the first test or between two of them, such as imports, has the name "".
"""

import json
import os
import resource
import sys
from collections.abc import Generator
from pathlib import Path
from types import CodeType

import pytest

from bench.faults.making import in_scope

TREE = f"{Path.cwd()}/"
TOOL = 4
"""One of the numbers that Python leaves free; coverage takes 1."""
SEEN = set[tuple[str, int]]()
FAILED = set[str]()


def _function_begins(code: CodeType, _offset: int) -> object:
    file = code.co_filename
    if file.startswith(TREE) and in_scope(file[len(TREE) :]):
        sys.monitoring.set_local_events(TOOL, code, sys.monitoring.events.LINE)
    return sys.monitoring.DISABLE


def _line_runs(code: CodeType, line: int) -> None:
    SEEN.add((code.co_filename, line))


def pytest_configure() -> None:
    sys.monitoring.use_tool_id(TOOL, "lines of tests")
    events = sys.monitoring.events
    sys.monitoring.register_callback(TOOL, events.PY_START, _function_begins)
    sys.monitoring.register_callback(TOOL, events.LINE, _line_runs)
    sys.monitoring.set_events(TOOL, events.PY_START)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    _write("", 0)
    before = _processor_seconds()
    try:
        return (yield)
    finally:
        _write(item.nodeid, _processor_seconds() - before)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.outcome != "passed":
        FAILED.add(report.nodeid)


def _write(test: str, seconds: float) -> None:
    lines = dict[str, int]()
    for file, line in list(SEEN):
        lines[file[len(TREE) :]] = lines.get(file[len(TREE) :], 0) | 1 << line
    SEEN.clear()
    if test in FAILED or not (test or lines):
        return
    row = {
        "test": test,
        "cpu": round(seconds, 3),
        "lines": {file: f"{number:x}" for file, number in lines.items()},
    }
    with (Path(os.environ["UITWEG_TEST_LINES"]) / f"{os.getpid()}.jsonl").open("a") as written:
        written.write(json.dumps(row) + "\n")


def _processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)
