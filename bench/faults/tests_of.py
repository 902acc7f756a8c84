"""Which tests can see a fault: those that run its line, the most aimed ones of them."""

import ast
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from bench.faults.making import Fault, files

MOST_TESTS, MOST_SECONDS = 150, 20.0
"""What is run at most for one fault, in seconds of one processor as measured without a fault."""
FEW = 10


@dataclass
class TestLines:
    """What each test ran: by file a number of which bit n is set for line n."""

    __test__ = False

    tree: Path
    seconds: dict[str, float] = field(default_factory=dict)
    lines: dict[str, dict[str, int]] = field(default_factory=dict)
    width: dict[str, int] = field(default_factory=dict)
    """How many lines in scope a test runs: a test of one rule runs few."""
    between: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Lines that ran outside any test, as at import."""

    def read(self, folder: Path) -> "TestLines":
        for path in sorted(folder.glob("*.jsonl")):
            for text in path.read_text().splitlines():
                row = json.loads(text)
                ran = {file: int(bits, 16) for file, bits in row["lines"].items()}
                if not row["test"]:
                    for file, bits in ran.items():
                        self.between[file] |= bits
                    continue
                self.seconds[row["test"]] = row["cpu"]
                self.width[row["test"]] = sum(bits.bit_count() for bits in ran.values())
                for file, bits in ran.items():
                    self.lines.setdefault(file, {})[row["test"]] = bits
        return self

    def chosen_for(self, fault: Fault) -> list[str]:
        """Return the tests to run for a fault; none when none runs its line.

        The likeliest to catch it soon come first: tests of rules, then those of which most is about
        the fault's file.
        """
        found = self._that_run(fault)
        here = self.lines.get(fault.file, {})

        def how_late(test: str) -> tuple[bool, float]:
            aim = here.get(test, 0).bit_count() / max(1, self.width[test])
            return not test.startswith("tests/unit/"), -aim / (0.05 + self.seconds[test])

        return sorted(self._most_aimed(found, fault), key=how_late)

    def ran_between(self, fault: Fault) -> bool:
        """Tell whether a line of this fault ran outside any test, as when tests are collected."""
        numbers = range(fault.line, fault.end_line + 1)
        return any(self.between[fault.file] >> number & 1 for number in numbers)

    def _that_run(self, fault: Fault) -> set[str]:
        found = self._hit(fault.file, range(fault.line, fault.end_line + 1))
        if not found:
            found = self._hit(fault.file, _statement(self.tree / fault.file, fault.line))
        if len(found) < FEW:  # what a fixture makes for a whole file runs in its first test only
            of_files = {test.split("::")[0] for test in found}
            found |= {test for test in self.seconds if test.split("::")[0] in of_files}
        name = fault.where.split(".")[0].removesuffix("()")
        is_kept = not fault.is_in_function or _is_cached(self.tree / fault.file, fault)
        if is_kept or self.ran_between(fault):
            found |= self._that_use(name, fault.file)
        return found

    def _that_use(self, name: str, file: str) -> set[str]:
        """Return the tests of functions that use this name of a module, or that name it themselves."""
        module = Path(file).stem
        found = set[str]()
        for other in files(self.tree):
            if other == file or (module in _text(self.tree / other)):
                found |= self._hit(other, _lines_with(self.tree / other, name))
        word = re.compile(rf"\b{re.escape(name)}\b")
        names_it = {
            test
            for test in {each.split("::")[0] for each in self.seconds}
            if word.search(_text(self.tree / test))
        }
        found |= {test for test in self.seconds if test.split("::")[0] in names_it}
        if not found:
            functions = _lines_in_functions(self.tree / file)
            found = self._hit(file, functions)
        return found

    def _hit(self, file: str, numbers: Iterable[int]) -> set[str]:
        wanted = sum(1 << number for number in set(numbers))
        return {test for test, bits in self.lines.get(file, {}).items() if bits & wanted}

    def _most_aimed(self, found: set[str], fault: Fault) -> list[str]:
        """Take from each file of tests in turn the test of which most is about the fault's module."""
        here = self.lines.get(fault.file, {})

        def aim(test: str) -> tuple[float, str]:
            return -here.get(test, 0).bit_count() / max(1, self.width[test]), test

        by_file = defaultdict[str, list[str]](list)
        for test in sorted(found, key=aim):
            by_file[test.split("::")[0]].append(test)
        taken, seconds = list[str](), 0.0
        while by_file:
            for file in list(by_file):
                test = by_file[file].pop(0)
                if not by_file[file]:
                    del by_file[file]
                if not taken or seconds + self.seconds[test] <= MOST_SECONDS:
                    taken.append(test)
                    seconds += self.seconds[test]
                if len(taken) == MOST_TESTS:
                    return taken
        return taken


@cache
def _text(path: Path) -> str:
    return path.read_text() if path.is_file() else ""


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(_text(path))


@cache
def _lines_with(path: Path, name: str) -> frozenset[int]:
    """Return the lines inside functions that use this name."""
    return frozenset(
        node.lineno
        for function in ast.walk(_parsed(path))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if getattr(node, "id", None) == name or getattr(node, "attr", None) == name
        if isinstance(node, ast.expr)
    )


@cache
def _lines_in_functions(path: Path) -> frozenset[int]:
    found = (node for node in ast.walk(_parsed(path)) if isinstance(node, ast.FunctionDef))
    return frozenset(n for f in found for n in range(f.body[0].lineno, (f.end_lineno or 0) + 1))


def _statement(path: Path, line: int) -> range:
    """Return the lines of the smallest statement around a line; of an `if` only its head."""
    best = range(line, line + 1)
    for node in ast.walk(_parsed(path)):
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0):
            body = getattr(node, "body", None)
            head = range(node.lineno, body[0].lineno if body else (node.end_lineno or 0) + 1)
            best = head if line in head else best
    return best


def _is_cached(path: Path, fault: Fault) -> bool:
    """Tell whether a function keeps what it found, so that only the first test of a process runs it."""
    return any(
        isinstance(node, ast.FunctionDef)
        and node.lineno <= fault.line <= (node.end_lineno or 0)
        and any("cache" in ast.unparse(each) for each in node.decorator_list)
        for node in ast.walk(_parsed(path))
    )
