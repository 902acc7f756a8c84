"""Names and words: a class name stands in one module, and no value of an enum lacks its words."""

import ast
from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import pytest

import uitweg
from uitweg.casework.cases.case.rules.grants import AccessLevel
from uitweg.casework.cases.sheets.rules import ProposedOmission
from uitweg.casework.dashboard.audit_log.rules import SHORT_LEVEL_WORDS
from uitweg.casework.dashboard.call_notes.views import FILING_STATES
from uitweg.casework.dashboard.menu.views import NOTICE_SENTENCES
from uitweg.casework.documents.rules import YOUNGSTERS_TITLES, DocumentKind, OmissionReason
from uitweg.casework.search.rules.matching import MatchedBy
from uitweg.casework.spreadsheets.views.doubles import MATCH_IN_FULL
from uitweg.platform.policy.periods import UNIT_PLURAL, UNIT_SINGULAR, PeriodUnit

TREES = [
    ast.parse(path.read_text(encoding="utf-8")) for path in Path(uitweg.__path__[0]).rglob("*.py")
]
NAMES_OF_DJANGO = {"Migration", "Command"}


def test_a_class_name_stands_in_one_module() -> None:
    named = Counter(
        node.name for tree in TREES for node in tree.body if isinstance(node, ast.ClassDef)
    )

    assert {name for name, count in named.items() if count > 1} <= NAMES_OF_DJANGO


def test_a_private_function_is_not_called_after_its_shape_alone() -> None:
    """Where it is called such a name does not say what it returns or does."""
    shapes = [
        "_page",
        "_row",
        "_words",
        "_shown",
        "_answer",
        "_asked",
        "_said",
        "_told",
        "_each",
        "_opened",
    ]
    named = {
        node.name
        for tree in TREES
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert named & set(shapes) == set()


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        (SHORT_LEVEL_WORDS, set(AccessLevel)),
        (MATCH_IN_FULL, set(MatchedBy)),
        (YOUNGSTERS_TITLES, set(DocumentKind) - {DocumentKind.HANDOVER}),
        (UNIT_SINGULAR, set(PeriodUnit)),
        (UNIT_PLURAL, set(PeriodUnit)),
    ],
)
def test_other_words_for_an_enum_cover_each_member(
    words: Mapping[StrEnum, str], kinds: set[StrEnum]
) -> None:
    assert set(words) == kinds
    assert all(words.values())


def test_what_subject_access_leaves_out_has_words_in_a_document_too() -> None:
    """A file that nobody looked at, and what already left a case, are never in a document."""
    never = {ProposedOmission.UNSEEN, ProposedOmission.UNTOLD}
    assert set(ProposedOmission) - never < set(OmissionReason)


def test_each_act_that_the_next_page_reports_has_its_sentence() -> None:
    calls = [
        node
        for tree in TREES
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "redirect_with_notice"
    ]
    acts = {call.args[1].value for call in calls if isinstance(call.args[1], ast.Constant)}
    acts |= {f"call-{state}" for state in FILING_STATES}
    acts |= {"action-done", "action-open", "action-later", "period-ended", "period-open"}

    assert acts == set(NOTICE_SENTENCES)
