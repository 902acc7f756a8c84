"""What each test asks of a store; on PostgreSQL run only the tests that together ask all of it.

On SQLite every test writes down the shape of each statement that the product sent in it; what a
test asks for itself, to spoil or to count rows, is none of the product's. Another store can only
do otherwise where it is asked something, so there the few tests that ask everything once will
do: a test is left out when each of its questions is asked by one that runs. A test that was not
written down runs. `./run test long` runs them all.
"""

import json
import os
import re
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

FOLDER = "UITWEG_TESTS_ASKED"
LIST = re.compile(r"\((?:%s, )*%s\)(?:, \((?:%s, )*%s\))*")
ROOT = Path(__file__).resolve().parents[2]
PRODUCT, TESTS = f"{ROOT / 'uitweg'}{os.sep}", f"{ROOT / 'tests'}{os.sep}"
SAVEPOINT = re.compile(r"\bs\d+_x\d+\b")

_now_asked, _of_the_product = set[str](), set[str]()


def listen() -> None:
    """From now on take note of every statement, on each connection that is made."""
    connection_created.connect(_listen_to)


def _listen_to(connection: BaseDatabaseWrapper, **_: object) -> None:
    if _note not in connection.execute_wrappers:
        connection.execute_wrappers.append(_note)


def _note(send: Callable[..., Any], sql: str, given: Any, many: bool, context: Any) -> Any:
    """Send a statement on, and note its shape: where, what kinds of values, and how it ended."""
    row = next(iter(given), ()) if many else given or ()
    kinds = sorted({type(value).__name__ for value in row})
    ended = "fault"
    try:
        answer = send(sql, given, many, context)
        ended = ""
    finally:
        question = f"{context['connection'].alias} {kinds} {ended} {_shape(sql)}"
        if question in _of_the_product or _product_asks():
            _of_the_product.add(question)
            _now_asked.add(question)
    return answer


def _product_asks() -> bool:
    """Say whether the nearest code of ours on the way here is the product's, not a test's."""
    frame = sys._getframe(2)
    while frame.f_back:
        frame = frame.f_back
        if frame.f_code.co_filename.startswith((PRODUCT, TESTS)):
            return frame.f_code.co_filename.startswith(PRODUCT)
    return False


@cache
def _shape(sql: str) -> str:
    return SAVEPOINT.sub("savepoint", LIST.sub("(...)", sql))


def write_down(test: str) -> None:
    """Write what was asked since the last time as asked by this test."""
    mine = Path(os.environ[FOLDER]) / f"{os.getpid()}.jsonl"
    with mine.open("a", encoding="utf-8") as file:
        file.write(json.dumps([test, sorted(_now_asked)]) + "\n")
    _now_asked.clear()


def all_written_down(folder: Path) -> dict[str, set[str]]:
    lines = [
        line for file in folder.glob("*.jsonl") for line in file.read_text("utf-8").split("\n")
    ]
    return {test: set(asked) for test, asked in map(json.loads, filter(None, lines))}


def needed[T](tests: Iterable[T], asked: dict[T, set[Any]]) -> set[T]:
    """Return the tests that together ask everything, each time the one that asks most anew."""
    run = {test for test in tests if test not in asked}
    rest = {test: asked[test] for test in tests if test in asked}
    left = set[Any]().union(*rest.values())
    while left:
        best = max(rest, key=lambda test: (len(rest[test] & left), -len(rest[test])))
        run.add(best)
        left -= rest.pop(best)
    return run
