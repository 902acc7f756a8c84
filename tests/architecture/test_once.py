"""What a form made before is looked up in one place, so that no form forgets to compare it."""

import ast
from pathlib import Path

import uitweg

HOUSE = Path(uitweg.__file__).parent
LOOKUPS = {"filter", "get", "exclude", "get_or_create", "update_or_create"}
ELSEWHERE = {
    "casework/calls/actions.py": "saved at each pause: its versions are compared",
    "casework/cases/plan/actions/example_plans.py": "one form makes a row for each line",
    "casework/partners/referrals/actions/replies.py": "the key of an answer, not of a form",
    "casework/spreadsheets/actions/undoing.py": "deletes what an import made",
    "knowledge/training/actions/sessions.py": "there is no row to lock when two come at once",
    "platform/drafts/actions/drafts.py": "deletes the draft of the form",
    "platform/drafts/actions/once.py": "the one place",
}


def looks_up_a_form_key(tree: ast.AST) -> bool:
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in LOOKUPS
        and any((word.arg or "").startswith("form_key") for word in node.keywords)
        for node in ast.walk(tree)
    )


def test_a_form_that_is_sent_twice_is_looked_up_by_once_alone() -> None:
    found = {
        str(path.relative_to(HOUSE))
        for path in HOUSE.rglob("*.py")
        if looks_up_a_form_key(ast.parse(path.read_text()))
    }

    assert found == ELSEWHERE.keys()


def test_a_look_by_hand_would_be_found() -> None:
    by_hand = "made = Goal.objects.filter(form_key=form_key).first()"

    assert looks_up_a_form_key(ast.parse(by_hand))
