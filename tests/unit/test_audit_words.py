"""The audit log in Dutch: what was acted on, and why, as people call it."""

import pytest

from uitweg.casework.dashboard.audit_log.rules import reason_words
from uitweg.platform.audit.rules import act_words, is_row_number, thing_words

NAMES = {2: "Fatima", 3: "Joris"}


@pytest.mark.parametrize(
    ("thing", "words", "is_number"),
    [
        ("report:31", "M-0031", True),
        ("case:3", "U-0003", True),
        ("callnote:12", "B-0012", True),
        ("member:2", "Fatima", False),
        ("member:9", "lid 9", False),
        ("run:4", "vernietigingslijst 4", False),
        ("worklist", "werklijst", False),
        ("-", "alles", False),
        ("something:7", "something:7", False),  # without words it is shown rather than hidden
        ("report:²", "report:²", True),
    ],
)
def test_what_was_acted_on_is_named_as_people_call_it(
    thing: str, words: str, is_number: bool
) -> None:
    assert thing_words(thing, NAMES) == words
    assert is_row_number(thing) is is_number


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("law", "politie, justitie of de rechter vraagt erom"),
        ("12.1 clean", "12.1 opgehaald"),
        ("12.1 as-is", "12.1 opgehaald zoals het is"),
        ("intake>triage", "van Intake naar Triage"),
        ("2>3:read", "van Fatima naar Joris"),
        ("read:3", "meelezen: Joris"),
        ("judge:3", "tweede oordeel: Joris"),
        ("end:9", "beëindigd: lid 9"),
        ("closing:1.2", "meegelezen voor het sluiten"),
        ("paper:advocaat:3", "mag mee op papier (advocaat): 3 van het team"),
        ("run:4", "vernietigingslijst 4"),
        ("A-17", ""),
        ("something new", "something new"),
    ],
)
def test_a_reason_is_said_in_dutch_and_never_hidden(reason: str, words: str) -> None:
    assert reason_words(reason, NAMES) == words


def test_an_act_without_words_is_shown_as_it_is() -> None:
    assert act_words("case:something-new") == "case:something-new"
