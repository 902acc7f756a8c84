"""`./run doctor`: what it says of the box for parsers, and when it fails."""

import logging
import os

import pytest

from uitweg.platform.sandbox import box, process
from uitweg.platform.sandbox.process import run_parser
from uitweg.platform.sandbox.trial.run import MEASURES, Trial, no_box_holds, try_measure
from uitweg.site.operations import cli, doctor
from uitweg.site.server import serve


def machine_without(monkeypatch: pytest.MonkeyPatch, *measures: str) -> None:
    """Let the children find none of these measures of `box.py` on this machine."""
    lacking = (
        "def missing(): raise OSError\n"
        f"for name in {measures}: setattr(process.box, name, missing)\n"
        "sys.exit("
    )
    program = process.CHILD_PROGRAM.replace("sys.exit(", lacking)
    monkeypatch.setattr(process, "CHILD_PROGRAM", program)


def examined(monkeypatch: pytest.MonkeyPatch, **results: tuple[bool, bool]) -> tuple[str, int]:
    """Return what the doctor says when these trials end so and the others hold."""
    monkeypatch.setattr(
        doctor, "try_measure", lambda measure: Trial(measure, *results.get(measure, (True, True)))
    )
    lines, code = doctor.examine()
    return "\n".join(lines), code


@pytest.mark.parametrize("measure", MEASURES)
def test_this_machine_keeps_a_parser_in_its_box(measure: str) -> None:
    if measure == "memory" and os.geteuid() == 0:
        pytest.skip("nothing hides from root; test_sandbox_box.py tries it as another user")
    box.hide_memory()  # as every command does at its start
    trial = try_measure(measure)
    if not trial.is_here:
        pytest.skip(f"this machine lacks it: {doctor.REMEDIES[measure]}")

    assert trial.holds


def test_when_all_holds_each_measure_has_its_sentence(monkeypatch, capsys) -> None:
    text, code = examined(monkeypatch)

    assert text.count("  holds ") == len(MEASURES)
    assert code == 0
    assert cli.main(["doctor"]) == 0
    assert capsys.readouterr().out == f"{text}\n"


@pytest.mark.parametrize("measure", ["memory", "limits", "files", "calls"])
def test_what_should_hold_and_does_not_is_wrong_and_says_what_to_do(measure, monkeypatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    text, code = examined(monkeypatch, **{measure: (False, False)})

    assert text.count("  WRONG ") == 1
    assert doctor.REMEDIES[measure] in text
    assert code == 1


def test_as_root_it_says_to_take_a_user_of_its_own(monkeypatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    assert doctor.AS_ROOT in examined(monkeypatch, memory=(True, False))[0]


def test_a_machine_that_forbids_namespaces_is_not_wrong(monkeypatch) -> None:
    text, code = examined(monkeypatch, network=(False, False))

    assert "  not here " in text
    assert code == 0
    assert examined(monkeypatch, network=(False, False), calls=(False, False))[1] == 1


def test_a_missing_measure_is_found_by_trying(monkeypatch) -> None:
    machine_without(monkeypatch, "leave_files")

    assert try_measure("files") == Trial("files", is_here=False, holds=False)
    assert try_measure("calls").holds


@pytest.mark.parametrize("left", ["leave_files", "leave_calls", "leave_network", ""])
def test_the_staff_door_warns_only_when_nothing_holds(left: str, monkeypatch, caplog) -> None:
    kernel = {"leave_files", "leave_calls", "leave_network"} - {left}
    machine_without(monkeypatch, *kernel)
    with caplog.at_level(logging.WARNING):
        serve._say_without_box()

    assert len(caplog.records) == (0 if left else 1)
    assert no_box_holds() is not bool(left)


@pytest.mark.parametrize("measure", ["leave_files", "leave_calls", "leave_network", "hide_memory"])
def test_a_parser_works_where_a_measure_is_missing(measure: str, monkeypatch) -> None:
    machine_without(monkeypatch, measure)

    assert run_parser("sheet", b"naam;groep\nNour;3\n").values[0]["rows"][1] == ["Nour", "3"]
