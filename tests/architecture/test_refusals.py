"""Refusals: each has its sentence where it is declared, and no list elsewhere says it again."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.choices import Refusal

PRODUCT = Path(__file__).parents[2] / "uitweg"
TREES = {
    path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PRODUCT.rglob("*.py"))
}
SCRIPTS = sorted(
    path for path in PRODUCT.rglob("*.js") if "built" not in path.parts and path.is_file()
)
NOTICES = PRODUCT / "casework/dashboard/menu/views.py"
"""What was done has names of its own there ("case-closed": the case was closed)."""
NO_REFUSALS = {"newer", "wrong"}
"""What a script is told of an autosaved form besides refusals."""
CODES_IN_SCRIPT = re.compile(r"const REFUSALS = {(.*?)};", re.S)


def declared() -> list[type[Refusal]]:
    """Return the classes of refusals of the whole product, found by reading it."""
    found = []
    for path, tree in TREES.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and "Refusal" in map(ast.unparse, node.bases):
                parts = path.relative_to(PRODUCT.parent).with_suffix("").parts
                found.append(getattr(import_module(".".join(parts)), node.name))
    return found


REFUSALS = [member for each in declared() for member in each.__members__.values()]
CODES = {member.code for member in REFUSALS}


def raised() -> Iterator[tuple[str, ast.expr]]:
    """Yield what each NotPossible is raised with, and where."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "NotPossible":
                yield f"{path.relative_to(PRODUCT)}:{node.lineno}", node.args[0]


def test_a_refusal_is_one_member_with_a_whole_sentence() -> None:
    names = [name for each in declared() for name in each.__members__]
    whole = re.compile(r"[A-Z{].*[.?]", re.S)

    assert len(REFUSALS) > 200
    assert len(names) == len(set(names)), "two refusals have the same code"
    assert [each for each in REFUSALS if names.count(each.name) != 1] == []  # the same sentence
    for each in REFUSALS:
        assert whole.fullmatch(each.sentence), each
        assert whole.fullmatch(each.beforehand), each


def test_what_is_not_possible_says_so_with_a_refusal_that_exists() -> None:
    by_name = {f"{type(each).__name__}.{each.name}" for each in REFUSALS}
    strings = [
        (place, ast.unparse(argument))
        for place, argument in raised()
        if any(isinstance(part, ast.Constant) for part in ast.walk(argument))
    ]
    named = {
        ".".join(ast.unparse(argument).split(".")[-2:])
        for _, argument in raised()
        if isinstance(argument, ast.Attribute) and argument.attr.isupper()
    }

    assert strings == []
    assert len(named) > 180
    assert named <= by_name


def test_a_code_without_a_sentence_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="has no sentence"):
        NotPossible("swap-asked")  # type: ignore[arg-type]


def test_no_other_list_gives_a_refusal_its_sentence() -> None:
    members = {f"{type(each).__name__}.{each.name}" for each in REFUSALS}
    lists = []
    for path, tree in TREES.items():
        if path == NOTICES:
            continue
        for node in ast.walk(tree):
            if not isinstance(node, ast.Dict):
                continue
            for key, value in zip(node.keys, node.values, strict=True):
                if key is None:
                    continue
                is_code = isinstance(key, ast.Constant) and key.value in CODES
                is_member = ".".join(ast.unparse(key).split(".")[-2:]) in members
                is_sentence = ast.unparse(value).rstrip("\"'").endswith((".", "?"))
                if (is_code or is_member) and is_sentence:
                    lists.append(f"{path.relative_to(PRODUCT)}:{node.lineno}: {ast.unparse(key)}")

    assert lists == []


def test_a_script_knows_only_refusals_that_exist() -> None:
    known = {
        code
        for path in SCRIPTS
        for block in CODES_IN_SCRIPT.findall(path.read_text(encoding="utf-8"))
        for code in re.findall(r'^\s*"([a-z-]+)":', block, re.M)
    }

    assert {"drafts-full", "case-closed", "call-filed"} <= known
    assert known - NO_REFUSALS <= CODES
