"""Which people in a spreadsheet already have a case, asked of the blind index all at once.

As in `case_search.py`, a person is known by a telephone number or number plate, by two names
together, or by one name that few cases have. A spreadsheet asks for thousands of people, so each
case that was found is in the audit log.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import batched

from uitweg.casework.cases.case.actions.search_index import blind_indexes
from uitweg.casework.cases.case.models import Case, SearchToken
from uitweg.casework.cases.case.rules.workflow import CaseState
from uitweg.casework.cases.sheets.rules import identifiers_of_person
from uitweg.casework.search.actions.case_search import FIND_CASE
from uitweg.casework.search.rules.matching import MatchedBy
from uitweg.casework.search.rules.weighing import RARE_UP_TO_CASES
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.identifiers import Identifier, IdentifierKind
from uitweg.platform.identifiers.reading import COMMON_WORDS

TOKENS_PER_QUERY = 8000
NUMBER_KINDS = frozenset({IdentifierKind.PHONE, IdentifierKind.PLATE})


def match_known_people(
    people: Mapping[int, Mapping[str, str]],
    *,
    excluded_cases: Collection[int],
    by: Actor,
    where: str,
) -> dict[int, tuple[int, MatchedBy]]:
    """Return, by row of the spreadsheet, the case its person already has and what is the same.

    `people` maps a row to the fields of its person. `excluded_cases` are left out, because their
    sheets were opened and compared already. `where` goes into the audit log.
    """
    require(by, Permission.CASE_FIND)
    identifiers_by_row = {row: _identifiers(person) for row, person in people.items()}
    cases_with = _look_up(set().union(*identifiers_by_row.values()), by.keyring)
    matches = {}
    for row, identifiers in identifiers_by_row.items():
        if match := _best_match(identifiers, cases_with, excluded_cases):
            matches[row] = match
    existing = _existing_cases({case_id for case_id, _ in matches.values()})
    audit_log.record_all(
        by.member, FIND_CASE, [f"case:{pk}" for pk in sorted(existing)], reason=where
    )
    return {row: match for row, match in matches.items() if match[0] in existing}


def _best_match(
    identifiers: Collection[Identifier],
    cases_with: Mapping[Identifier, set[int]],
    excluded_cases: Collection[int],
) -> tuple[int, MatchedBy] | None:
    """Return the oldest case with the same name and number, else the same number, else name."""
    by_number, by_name = set[int](), set[int]()
    for identifier in identifiers:
        is_number = identifier[0] in NUMBER_KINDS
        (by_number if is_number else by_name).update(cases_with.get(identifier, ()))
    for matched_by, cases in (
        (MatchedBy.BOTH, by_number & by_name),
        (MatchedBy.PHONE, by_number),
        (MatchedBy.NAME, by_name),
    ):
        if others := cases.difference(excluded_cases):
            return min(others), matched_by
    return None


def _identifiers(person: Mapping[str, str]) -> set[Identifier]:
    """Return the identifiers of a person that say enough: no street or sound, no common word."""
    kinds = NUMBER_KINDS | {IdentifierKind.PAIR}
    return {
        (kind, word)
        for kind, word in identifiers_of_person(person)
        if kind in kinds
        or (kind is IdentifierKind.NAME and len(word) > 2 and word not in COMMON_WORDS)
    }


def _look_up(identifiers: Iterable[Identifier], keyring: Keyring) -> Mapping[Identifier, set[int]]:
    """Return the cases that have each identifier; none for a name that many cases have."""
    identifier_of = {
        token: identifier
        for index in blind_indexes(keyring)
        for identifier in identifiers
        for token in index.tokens(*identifier)
    }
    cases_with: dict[Identifier, set[int]] = defaultdict(set)
    for tokens in batched(identifier_of, TOKENS_PER_QUERY):
        rows = SearchToken.objects.filter(token__in=tokens).values_list("case_id", "token")
        for case_id, token in rows.iterator(chunk_size=TOKENS_PER_QUERY):
            cases_with[identifier_of[bytes(token)]].add(case_id)
    for (kind, word), cases in cases_with.items():
        if kind is IdentifierKind.NAME and len(cases) > RARE_UP_TO_CASES:
            cases_with[kind, word] = set()
    return cases_with


def _existing_cases(case_ids: set[int]) -> set[int]:
    """Return those of these cases that are not destroyed."""
    rows = Case.objects.exclude(state=CaseState.DESTROYED)
    existing = set[int]()
    for ids in batched(sorted(case_ids), TOKENS_PER_QUERY):
        existing |= set(rows.filter(pk__in=ids).values_list("pk", flat=True))
    return existing


def describe_known_cases(cases: Iterable[int], *, by: Actor) -> dict[int, str]:
    """Return, by case id, what `by` may know of it: its number, whom to ask, or whom to call."""
    rows = Case.objects.select_related("coordinator").in_bulk(set(cases))
    readable = Case.objects.visible_to(by.member).filter(pk__in=rows)
    readable_ids = set(readable.values_list("pk", flat=True))
    return {pk: _known_case_text(case, may_read=pk in readable_ids) for pk, case in rows.items()}


def _known_case_text(case: Case, *, may_read: bool) -> str:
    if may_read:
        return f"staat al in {case.number}."
    if case.is_restricted:
        return "bestaat. Bel de leiding."
    return f"bekend bij {case.coordinator.name}, vraag daar."
