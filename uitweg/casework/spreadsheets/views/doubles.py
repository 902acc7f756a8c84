"""Rows of an import beside the case or the earlier row that may be about the same person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import Risk
from uitweg.casework.cases.intake.actions import bulk
from uitweg.casework.cases.table.actions.case_table import CaseRow, tabulate_cases
from uitweg.casework.search.actions.known_rows import describe_known_cases
from uitweg.casework.search.rules.matching import MatchedBy
from uitweg.casework.spreadsheets.actions.checked_row import CheckedRow
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.dutch_days import in_dutch

MATCH_IN_FULL: dict[MatchedBy, str] = {
    MatchedBy.BOTH: "zelfde naam en nummer",
    MatchedBy.PHONE: "zelfde telefoonnummer, andere naam: misschien familie",
    MatchedBy.NAME: "zelfde naam",
    MatchedBy.INITIALS: "zelfde voorletters, en leeftijd of plek",
}
Facts = tuple[str, ...]
"""What is shown of one person, in the order of LABELS."""
LABELS = ("Wie", "Telefoon", "Leeftijd", "Plek", "Veiligheid", "Contact", "Van wie", "Notitie")


@dataclass(frozen=True)
class DoubleView:
    """One row, and beside it who it may be.

    `facts` are a label, what the row says, what the case says and what the earlier row says; the
    last two are None when there is no such one. `elsewhere` is a sentence on whom to ask, or ''.
    """

    row: CheckedRow
    words: str
    facts: tuple[tuple[str, str, str | None, str | None], ...]
    elsewhere: str


def is_sure(row: CheckedRow) -> bool:
    """Return whether name and number both are those of somebody else."""
    by = {row.matched_by, row.same_row and row.same_row[1], row.elsewhere and row.elsewhere[1]}
    return MatchedBy.BOTH in by


def double_views(
    rows: Iterable[CheckedRow], all_rows: Sequence[CheckedRow], *, by: Actor
) -> list[DoubleView]:
    """Return these rows beside the case and the earlier row that they resemble."""
    shown = list(rows)
    cases = list(
        Case.objects.select_related("coordinator").filter(pk__in=[row.match_id for row in shown])
    )
    table = {row.item.case.pk: row for row in tabulate_cases(cases=cases, by=by)} if cases else {}
    people = bulk.decrypt_persons(cases, by.keyring)
    elsewhere = describe_known_cases((row.elsewhere[0] for row in shown if row.elsewhere), by=by)
    by_number = {row.number: row for row in all_rows}
    return [
        DoubleView(
            row=row,
            words=_match_words(row),
            facts=_facts(
                _facts_of_row(row),
                _facts_of_case(table[row.match_id], people.get(row.match_id, (0, {}))[1])
                if row.match_id in table
                else None,
                _facts_of_row(by_number[row.same_number]) if row.same_row else None,
            ),
            elsewhere=_elsewhere(row, elsewhere),
        )
        for row in shown
    ]


def names_of_cases(ids: Iterable[int], *, by: Actor) -> dict[int, str]:
    """Return, by case id, what the youngster is called, of the cases that `by` may see."""
    visible = Case.objects.select_related("coordinator").visible_to(by.member)
    cases = list(visible.filter(pk__in=set(ids)))
    return {row.item.case.pk: row.facts.name for row in tabulate_cases(cases=cases, by=by)}


def _match_words(row: CheckedRow) -> str:
    by = row.matched_by or (row.same_row and row.same_row[1])
    return MATCH_IN_FULL[by] if by else ""


def _elsewhere(row: CheckedRow, known_cases: Mapping[int, str]) -> str:
    if row.elsewhere is None or row.elsewhere[0] not in known_cases:
        return ""
    case_id, matched_by = row.elsewhere
    return f"{matched_by.words}: {known_cases[case_id]}"


def _facts(
    of_row: Facts, of_case: Facts | None, of_same: Facts | None
) -> tuple[tuple[str, str, str | None, str | None], ...]:
    lines = (
        (label, of_row[nth], of_case[nth] if of_case else None, of_same[nth] if of_same else None)
        for nth, label in enumerate(LABELS)
    )
    return tuple(line for line in lines if any(line[1:]))


def _names(person: Mapping[str, str]) -> str:
    return " / ".join(dict.fromkeys(filter(None, (person.get("name"), person.get("called")))))


def _facts_of_row(row: CheckedRow) -> Facts:
    values, person = row.values, row.values.person
    return (
        _names(person) or values.old_number,
        person.get("phones", ""),
        person.get("age", ""),
        person.get("school") or person.get("lives", ""),
        values.risk.words if values.risk is not Risk.UNKNOWN else "",
        in_dutch(values.last_contact) if values.last_contact else "",
        row.owner.name if row.owner else "",
        " · ".join(text for _, text in values.notes),
    )


def _facts_of_case(row: CaseRow, person: Mapping[str, str]) -> Facts:
    facts = row.facts
    return (
        _names(person),
        person.get("phones", ""),
        facts.age,
        facts.place,
        facts.risk.words if facts.risk else "",
        in_dutch(facts.last_contact) if facts.last_contact else "",
        facts.owner,
        row.beginning,
    )
