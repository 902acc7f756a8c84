"""`./run doctor`: what it says of the box for parsers, its marks and its page."""

import ast
import json
import logging
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from uitweg.platform.sandbox import box, process
from uitweg.platform.sandbox.process import run_parser
from uitweg.platform.sandbox.trial.run import MEASURES, Trial, no_box_holds, try_measure
from uitweg.site.operations import cli
from uitweg.site.operations.doctor import examine, sandbox
from uitweg.site.operations.doctor.finding import Finding, Mark, Patient, symptoms_of
from uitweg.site.server import serve

ROOT = Path(__file__).resolve().parents[2]
DOCTOR = ROOT / "uitweg" / "site" / "operations" / "doctor"


def machine_without(monkeypatch: pytest.MonkeyPatch, *measures: str) -> None:
    """Let the children find none of these measures of `box.py` on this machine."""
    lacking = (
        "def missing(): raise OSError\n"
        f"for name in {measures}: setattr(process.box, name, missing)\n"
        "sys.exit("
    )
    program = process.CHILD_PROGRAM.replace("sys.exit(", lacking)
    monkeypatch.setattr(process, "CHILD_PROGRAM", program)


def examined(monkeypatch: pytest.MonkeyPatch, **results: tuple[bool, bool]) -> list[Finding]:
    """Return what the doctor says when these trials end so and the others hold."""
    monkeypatch.setattr(
        sandbox, "try_measure", lambda measure: Trial(measure, *results.get(measure, (True, True)))
    )
    return list(sandbox.examine(Patient("staff", {})))


def wrongs(findings: list[Finding]) -> list[str]:
    return [finding.sentence for finding in findings if finding.mark == Mark.WRONG]


@pytest.mark.parametrize("measure", MEASURES)
def test_this_machine_keeps_a_parser_in_its_box(measure: str) -> None:
    if measure == "memory" and os.geteuid() == 0:
        pytest.skip("nothing hides from root; test_sandbox_box.py tries it as another user")
    box.hide_memory()  # as every command does at its start
    trial = try_measure(measure)
    if not trial.is_here:
        pytest.skip(f"this machine lacks it: {sandbox.REMEDIES[measure]}")

    assert trial.holds


def test_when_all_holds_each_measure_has_its_sentence(monkeypatch) -> None:
    found = examined(monkeypatch)

    assert [finding.mark for finding in found] == [Mark.GOOD] * len(MEASURES)


@pytest.mark.parametrize("measure", ["memory", "limits", "files", "calls"])
def test_what_should_hold_and_does_not_is_wrong_and_says_what_to_do(measure, monkeypatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    (sentence,) = wrongs(examined(monkeypatch, **{measure: (False, False)}))

    assert sandbox.REMEDIES[measure] in sentence


def test_as_root_it_says_to_take_a_user_of_its_own(monkeypatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    assert sandbox.AS_ROOT in wrongs(examined(monkeypatch, memory=(True, False)))[0]


def test_a_machine_that_forbids_namespaces_is_not_wrong(monkeypatch) -> None:
    found = examined(monkeypatch, network=(False, False))

    assert [finding.mark for finding in found].count(Mark.ATTENTION) == 1
    assert not wrongs(found)
    assert len(wrongs(examined(monkeypatch, network=(False, False), calls=(False, False)))) == 2


@pytest.mark.parametrize(("mark", "code"), [(Mark.GOOD, 0), (Mark.ATTENTION, 0), (Mark.WRONG, 1)])
def test_the_exit_code_says_whether_something_is_wrong(mark, code, monkeypatch, capsys) -> None:
    report = {"Settings": [Finding("x", mark, "Zo is het.")]}
    monkeypatch.setattr(examine, "examine", lambda _: report)

    assert cli.main(["doctor"]) == code
    assert f"  {mark:<10} Zo is het." in capsys.readouterr().out
    assert cli.main(["doctor", "--json"]) == code
    assert json.loads(capsys.readouterr().out)["wrong"] is bool(code)


def test_a_subject_that_fails_is_a_sentence() -> None:
    def fail(_: Patient) -> list[Finding]:
        raise RuntimeError("wachtwoord")

    (found,) = examine.examined(SimpleNamespace(examine=fail), Patient("staff", {}))  # type: ignore[arg-type]

    assert found.mark == Mark.WRONG
    assert "RuntimeError" in found.sentence
    assert "wachtwoord" not in found.sentence


def test_each_symptom_has_one_row_in_the_docs() -> None:
    page = (ROOT / "docs/doctor.md").read_text("utf-8")
    every = [symptom for _, module in examine.subjects() for symptom in symptoms_of(module)]

    assert [one.name for one in every if page.count(f"| `{one.name}` |") != 1] == []
    assert [one.name for one in every if not one.explanation.endswith(".")] == []


def test_the_docs_know_each_symptom_that_the_code_of_the_doctor_makes() -> None:
    modules = [*(module for _, module in examine.subjects()), examine]
    listed = sum(len(symptoms_of(module)) for module in modules)
    trees = [ast.parse(path.read_text("utf-8")) for path in DOCTOR.glob("*.py")]
    made = [
        node
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"good", "attention", "wrong"}
    ]

    assert listed == len(made) > 100


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
