"""What is done in one way is done there, and nowhere else."""

import ast
from pathlib import Path

import pytest

PRODUCT = Path(__file__).parents[2] / "uitweg"


def modules_that_call(name: str) -> set[str]:
    """Return the modules in which something called `name` is called, as paths from uitweg/."""
    found = set()
    for path in PRODUCT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and name in (
                getattr(node.func, "attr", ""),
                getattr(node.func, "id", ""),
            ):
                found.add(str(path.relative_to(PRODUCT)))
    return found


@pytest.mark.parametrize(
    ("call", "modules"),
    [
        ("select_for_update", {"platform/store/locking.py"}),
    ],
)
def test_it_is_called_in_one_module(call: str, modules: set[str]) -> None:
    assert modules_that_call(call) == modules


def test_members_get_mail_by_one_way_partners_by_another_and_calls_of_duty_by_a_third() -> None:
    """Whoever else queued a message could put content in it."""
    duty = "casework/duty/"
    others = {each for each in modules_that_call("enqueue_message") if not each.startswith(duty)}

    assert others == {
        "platform/accounts/actions/mail.py",
        "casework/partners/conferences/actions/calendar.py",  # texts without content
        "casework/partners/dispatch/actions/messages.py",
    }


READS_STRANGERS_FILES = frozenset(
    {"PIL", "pikepdf", "mutagen", "olefile", "python_calamine", "typst", "zipfile", "email", "csv"}
    | {"pyhanko", "asn1crypto", "lxml"}
)

MAKES_ZIPS = frozenset(
    {
        PRODUCT / "materials/learning_packages.py",
        PRODUCT / "materials/powerpoint.py",
        PRODUCT / "figures/rules/yearly_file.py",
    }
)
"""They pack files of our own, and open none of a stranger: lessons, slides, released figures."""

READS_OWN_FILES = frozenset({PRODUCT / "figures/rules/csv_tables.py"})
"""Tables that whoever types the command made: no stranger's, and never at a door."""

WRITES_CSV = frozenset(
    {
        PRODUCT / "knowledge/published_figures/rules/csv_file.py",
        PRODUCT / "casework/cases/coding/rules.py",
    }
)
"""Figures and rows for spreadsheets and programs; they read none."""


def test_what_reads_strangers_files_is_imported_in_the_sandbox_alone() -> None:
    """Only there does it run in a box (ADR 36)."""
    found = set()
    for path in set(PRODUCT.rglob("*.py")) - MAKES_ZIPS - READS_OWN_FILES - WRITES_CSV:
        for node in ast.walk(ast.parse(path.read_text())):
            names = [
                alias.name for alias in getattr(node, "names", []) if isinstance(node, ast.Import)
            ]
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if READS_STRANGERS_FILES & {name.split(".")[0] for name in names}:
                found.add(path.relative_to(PRODUCT).parts[:2])

    assert found == {("platform", "sandbox")}
