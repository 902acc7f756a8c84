"""A child that reads a stranger's file: what it may use, and what is believed of its answer."""

import json
import os
import threading
from typing import Any

import pytest

from uitweg.platform.sandbox import process
from uitweg.platform.sandbox.process import ParserBusy, ParserFailed, ParserRefused, run_parser

LIMITED = (
    "import json, os, resource, sys\n"
    "sys.path.insert(0, sys.argv[1])\n"
    "from uitweg.platform.sandbox import process\n"
    "process.limit_process(memory=int(sys.argv[4]))\n"
)


def run_program(monkeypatch: pytest.MonkeyPatch, program: str, content: bytes = b"") -> Any:
    """Let the child run another program, under the same limits, and return what it prints."""
    monkeypatch.setattr(process, "CHILD_PROGRAM", LIMITED + program)
    return run_parser("none", content)


def told(monkeypatch: pytest.MonkeyPatch, expression: str) -> Any:
    program = f"print(json.dumps({{'values': {expression}, 'lengths': []}}))"
    return run_program(monkeypatch, program).values


def test_the_child_starts_isolated_with_an_empty_environment(monkeypatch) -> None:
    monkeypatch.setenv("UITWEG_SECRET", "x")
    monkeypatch.setenv("PYTHONSTARTUP", "/tmp/x")

    assert set(told(monkeypatch, "dict(os.environ)")) <= {"LC_CTYPE"}  # which Python sets itself
    assert told(monkeypatch, "[sys.flags.isolated, sys.flags.dont_write_bytecode]") == [1, 1]
    assert told(monkeypatch, "os.getcwd()") == "/"


def test_the_child_has_no_open_file_of_ours(monkeypatch, tmp_path) -> None:
    with (tmp_path / "secret").open("w") as secret:
        os.set_inheritable(secret.fileno(), True)
        open_files = told(monkeypatch, "os.listdir('/proc/self/fd')")

    assert sorted(open_files) == ["0", "1", "2", "3"]  # the last is the listing itself


def test_the_child_loads_nothing_of_keys_or_of_django(monkeypatch) -> None:
    loaded = told(monkeypatch, "sorted(sys.modules)")

    assert "uitweg.platform.sandbox.process" in loaded
    assert [n for n in loaded if n.startswith(("django", "cryptography", "uitweg.casework"))] == []
    assert [n for n in loaded if n.startswith(("uitweg.platform.sealing", "uitweg.site"))] == []


def test_memory_time_files_and_core_dumps_are_bounded(monkeypatch) -> None:
    limits = told(
        monkeypatch,
        "[resource.getrlimit(getattr(resource, f'RLIMIT_{n}')) "
        "for n in ('AS', 'CPU', 'FSIZE', 'CORE')]",
    )

    assert limits == [[1024**3, 1024**3], [20, 20], [0, 0], [0, 0]]


@pytest.mark.parametrize(
    "program",
    [
        "bytearray(1024**3)",
        "open('/tmp/uitweg-child', 'wb', buffering=0).write(b'x')",
        "sys.exit(3)",
        'print(\'{"values": 1, "lengths": []}\'); sys.exit(1)',
        "os.kill(os.getpid(), 9)",
        "print('words of a library')",
    ],
)
def test_a_child_that_breaks_or_oversteps_is_a_failure(monkeypatch, program: str) -> None:
    with pytest.raises(ParserFailed):
        run_program(monkeypatch, program)


def test_a_child_that_takes_too_long_is_killed(monkeypatch) -> None:
    monkeypatch.setattr(process, "TIMEOUT_SECONDS", 0.5)
    answers_late = 'import time; time.sleep(30); print(\'{"values": 1, "lengths": []}\')'
    with pytest.raises(ParserFailed):
        run_program(monkeypatch, answers_late, content=b"x" * 1_000_000)


def test_a_child_that_writes_without_end_is_killed(monkeypatch) -> None:
    monkeypatch.setattr(process, "LARGEST_ANSWER_BYTES", 100_000)
    with pytest.raises(ParserFailed):
        run_program(monkeypatch, "while True: sys.stdout.write('x' * 65536)")


def test_when_other_children_do_not_finish_it_is_said_to_be_busy(monkeypatch) -> None:
    monkeypatch.setattr(process, "TIMEOUT_SECONDS", 0.01)
    monkeypatch.setattr(process, "CHILD_TURNS", threading.BoundedSemaphore(1))
    with process.CHILD_TURNS, pytest.raises(ParserBusy):
        run_parser("sheet", b"")


def test_a_failed_child_gives_its_turn_back(monkeypatch) -> None:
    monkeypatch.setattr(process, "CHILD_TURNS", threading.BoundedSemaphore(1))
    for _ in range(3):
        with pytest.raises(ParserFailed):
            run_program(monkeypatch, "sys.exit(1)")


def test_a_refusal_comes_with_its_word() -> None:
    with pytest.raises(ParserRefused, match="empty"):
        run_parser("sheet", b"")


@pytest.mark.parametrize("parser", ["", "nobody", "../clean", "os"])
def test_a_parser_that_is_not_there_is_a_failure(parser: str) -> None:
    with pytest.raises(ParserFailed):
        run_parser(parser, b"")


@pytest.mark.parametrize(
    "head",
    [1, [], {}, "refused", None, {"lengths": [1]}, {"values": 1}, {"values": 1, "lengths": [3]},
     {"values": 1, "lengths": [-1, 3]}, {"values": 1, "lengths": ["2"]}, {"values": 1, "lengths": [1.5]},
     {"values": 1, "lengths": [1]}, {"values": 1, "lengths": 2}],
)  # fmt: skip
def test_an_answer_of_another_shape_is_not_believed(head: object) -> None:
    with pytest.raises(ParserFailed):
        process._read_answer(json.dumps(head).encode() + b"\nab")


def test_an_answer_nested_without_end_is_not_believed() -> None:
    with pytest.raises(ParserFailed):
        process._read_answer(b"[" * 1_000_000)


def test_a_parser_that_was_taken_over_cannot_fill_the_doors_memory_with_what_it_says() -> None:
    """256 MB of it, which the answer may be long, would take six GB at the door."""
    many = b'{"values": [' + b"{}," * 500_000 + b'{}], "lengths": []}\n'
    with pytest.raises(ParserFailed):
        process._read_answer(many)


def test_files_come_back_as_they_were_written() -> None:
    answer = process._read_answer(b'{"values": {"a": 1}, "lengths": [1, 0, 3]}\nx\n\0y')

    assert (answer.values, answer.files) == ({"a": 1}, (b"x", b"", b"\n\0y"))


def test_of_an_answer_that_is_longer_than_its_parser_may_give_nothing_is_kept(monkeypatch) -> None:
    sheet = b"naam;noot\nAda;" + b"x" * 5000
    assert run_parser("sheet", sheet, most_answer=10_000).values

    with pytest.raises(ParserFailed):
        run_parser("sheet", sheet, most_answer=5000)
