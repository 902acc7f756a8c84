"""Acts of the audit log: declared once, beside the code that records them, and known where shown.

`stored_acts.txt` has each code that an entry can have: only add to it, because entries stay.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import uitweg
from uitweg.casework.duty.handover.rules import ACT_WORDS as HANDOVER_WORDS
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions.logboek import ACTIVITIES
from uitweg.platform.audit.rules import Act

PRODUCT = Path(uitweg.__path__[0])
STORED = set(Path(__file__).with_name("stored_acts.txt").read_text("utf-8").split())
RECORDING = re.compile(r"record(_all|_once|_worker_day|_at_most_every)?")


def calls() -> Iterator[tuple[Path, ast.Call]]:
    for path in sorted(PRODUCT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield path, node


def name_of(call: ast.Call) -> str:
    called = call.func
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def in_the_code() -> set[str]:
    """Return the codes of every act that a module declares."""
    found = [call.args[0] for _, call in calls() if name_of(call) == "Act" and call.args]
    of_acts = {each.value for each in found if isinstance(each, ast.Constant)}
    return of_acts | {each.value for each in Permission if each.words}


@pytest.fixture(scope="module")
def known_at_the_staff_door() -> dict[str, str]:
    """The acts, with their words, in a process that loaded what the staff door loads."""
    program = (
        "import os\n"
        "os.environ |= {'DJANGO_SETTINGS_MODULE': 'uitweg.site.config.settings'}\n"
        "os.environ |= {'UITWEG_DOOR': 'staff', 'UITWEG_DEMO': 'yes'}\n"
        "import django; django.setup()\n"
        "import uitweg.site.web.staff_urls\n"
        "from uitweg.platform.audit.rules import declared_acts\n"
        "for act in declared_acts().values(): print(act.code, act.words, sep='\\t')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=PRODUCT.parent,
        check=True,
    )
    return dict(line.split("\t") for line in done.stdout.splitlines())


def test_the_staff_door_knows_every_act_that_the_code_declares(
    known_at_the_staff_door: dict[str, str],
) -> None:
    """It shows the log, also of what only the worker or the command line does."""
    declared = in_the_code()

    assert len(declared) > 150
    assert declared - known_at_the_staff_door.keys() == set()


def test_every_code_that_an_entry_can_have_is_shown_in_words(
    known_at_the_staff_door: dict[str, str],
) -> None:
    """A refused act stands there by the name of its permission."""
    assert {each.value for each in Permission} <= STORED
    assert known_at_the_staff_door.keys() == STORED
    assert [code for code, words in known_at_the_staff_door.items() if not words] == []


def test_what_is_recorded_is_an_act_and_never_a_text() -> None:
    recorded = [
        (path, call)
        for path, call in calls()
        if RECORDING.fullmatch(name_of(call)) and "audit_log" in path.read_text("utf-8")
    ]
    texts = [
        f"{path}:{call.lineno}"
        for path, call in recorded
        if len(call.args) > 1 and isinstance(call.args[1], ast.Constant | ast.JoinedStr)
    ]

    assert len(recorded) > 200
    assert texts == []


def test_only_a_permission_is_refused_by_its_name() -> None:
    refused = {path.name for path, call in calls() if name_of(call) == "record_refusal"}

    assert refused == {"authorization.py", "gate.py"}


def test_what_other_parts_say_of_acts_names_acts_that_are_there() -> None:
    assert ACTIVITIES.keys() | HANDOVER_WORDS.keys() <= STORED


def test_two_acts_never_have_the_same_code() -> None:
    Act("test:twice", "Iets")
    with pytest.raises(ValueError, match="twice"):
        Act("test:twice", "Iets anders")
