"""A plugin of pytest: collect the tests once, then try each fault in a child process of its own.

UITWEG_FAULTS names a file with a JSON object a line: the `tests` to run, and the `source` of a
`file` with the fault in it; without a source nothing is changed. The child gives the functions that
the fault changes their new code, runs the tests until one fails, and ends. What became of each
stands in the same order in the same file with the suffix `.done`.
"""

import gc
import importlib
import json
import os
import resource
import signal
from collections import defaultdict
from pathlib import Path
from types import FunctionType
from typing import NoReturn

import pytest

from bench.faults.changed_code import changed_functions

FAULTS = Path(os.environ["UITWEG_FAULTS"])
FAILED = list[str]()
FUNCTIONS = defaultdict[str, list[FunctionType]](list)
SECONDS, WALL_SECONDS = 60, 300
"""What one test may take, of the processor and by the clock: then a loop has become endless."""
BROKEN_OFF = 70
"""The exit code of a child that could not try."""


def pytest_runtestloop(session: pytest.Session) -> bool:
    if session.testsfailed:
        raise session.Interrupted("a file of tests cannot be imported")
    items = {item.nodeid: item for item in session.items}
    _make_databases(session)
    faults = [json.loads(text) for text in FAULTS.read_text().splitlines()]
    _find_functions({fault["file"] for fault in faults if "file" in fault})
    gc.collect()
    gc.freeze()  # else the first collection of each child writes on all that they share
    with FAULTS.with_suffix(".done").open("w") as written:
        for fault in faults:
            chosen = [items[test] for test in fault["tests"] if test in items]
            outcome, test = _try(fault, chosen)
            written.write(json.dumps({"outcome": outcome, "test": test}) + "\n")
            written.flush()
    return True


def _make_databases(session: pytest.Session) -> None:
    """Make them once, by a test that does nothing else: a thread that one begins is in no child."""
    first = next((i for i in session.items if "db_both" in getattr(i, "fixturenames", ())), None)
    if first is not None:
        empty = pytest.Function.from_parent(first.parent, name="databases", callobj=_does_nothing)
        empty.add_marker(pytest.mark.django_db(databases=["default", "channel"]))
        first.config.hook.pytest_runtest_protocol(item=empty, nextitem=session.items[0])
    FAILED.clear()


def _does_nothing(db_both: None) -> None:
    """Ask for both databases."""


def _try(fault: dict[str, str], chosen: list[pytest.Item]) -> tuple[str, str]:
    """Return what became of a fault, and the last test that ran."""
    reads, writes = os.pipe()
    child = os.fork()
    if not child:
        _be_the_child(fault, chosen, writes)
    os.close(writes)
    with os.fdopen(reads) as told:
        last = told.read().splitlines()[-1:]
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    outcomes = {0: "passed", 1: "caught", BROKEN_OFF: "not tried"}
    return outcomes.get(code, "time"), "" if code == 0 else "".join(last)


def _be_the_child(fault: dict[str, str], chosen: list[pytest.Item], writes: int) -> NoReturn:
    code = BROKEN_OFF
    try:
        for output in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), output)
        if fault.get("source"):
            _break(str(Path.cwd() / fault["file"]), fault["source"])
        for place, item in enumerate(chosen):
            os.write(writes, f"{item.nodeid}\n".encode())
            _limit()
            if not place:  # what the test that made the databases left standing
                item.session._setupstate.teardown_exact(item)
            following = chosen[place + 1] if place + 1 < len(chosen) else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if FAILED:
                break
        code = 1 if FAILED else 0
    except BaseException as error:
        os.write(writes, f"{error!r}\n".encode())
    finally:
        os._exit(code)


def _limit() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))
    signal.alarm(WALL_SECONDS)


def _find_functions(files: set[str]) -> None:
    """Import these files, and note the functions that they define."""
    for file in files:
        importlib.import_module(file.removesuffix(".py").replace("/", "."))
    paths = {str(Path.cwd() / file) for file in files}
    for each in gc.get_objects():
        # not isinstance(), which asks lazy objects what they are
        if type(each) is FunctionType and each.__code__.co_filename in paths:
            FUNCTIONS[each.__code__.co_filename].append(each)


def _break(path: str, broken: str) -> None:
    """Give the functions of a file the code that they have in its broken source."""
    pairs = changed_functions(Path(path).read_text(), broken, path)
    new = {(before.co_qualname, before.co_firstlineno): after for before, after in pairs}
    for each in FUNCTIONS[path]:
        code = each.__code__
        each.__code__ = new.get((code.co_qualname, code.co_firstlineno), code)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed:
        FAILED.append(report.nodeid)
