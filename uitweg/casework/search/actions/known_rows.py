"""Which rows of a list are about someone who is known already, asked of the index all at once.

As in `finding.py`: a number or a plate, two names together, or a name that few cases
have. A list asks thousands of questions at once; so each case that was met is in the audit log.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import batched

from uitweg.casework.cases.actions.search_index import blind_indexes
from uitweg.casework.cases.models import Case, SearchToken
from uitweg.casework.cases.rules.workflow import CaseState
from uitweg.casework.search.rules.matching import MatchedBy
from uitweg.casework.search.rules.weighing import RARE_UP_TO_CASES
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.identifiers import Identifier, IdentifierKind, identifiers_of_person
from uitweg.platform.identifiers.reading import COMMON_WORDS

TOKENS_PER_QUERY = 8000
NUMBER_KINDS = frozenset({IdentifierKind.PHONE, IdentifierKind.PLATE})


def match_known_people(
    people: Mapping[int, Mapping[str, str]],
    *,
    but_not: Collection[int],
    by: Actor,
    where: str,
) -> dict[int, tuple[int, MatchedBy]]:
    """Return, by place, the case each person has already, and what is the same.

    `but_not`: cases that were opened and compared word for word; `where` goes onto the audit log.
    """
    require(by.member, Permission.CASE_FIND)
    asked = {place: _clues_of(person) for place, person in people.items()}
    leads = _look_up_clues(set().union(*asked.values()), by.keyring)
    found = {}
    for place, clues in asked.items():
        by_number = set().union(*(leads[one] for one in clues if one[0] in NUMBER_KINDS))
        by_name = set().union(*(leads[one] for one in clues if one[0] not in NUMBER_KINDS))
        for how, cases in (
            (MatchedBy.BOTH, by_number & by_name),
            (MatchedBy.PHONE, by_number),
            (MatchedBy.NAME, by_name),
        ):
            if others := cases.difference(but_not):
                found[place] = (min(others), how)
                break
    there = _existing_cases({case for case, _ in found.values()})
    audit_log.record_all(
        by.member, "case:found", [f"case:{pk}" for pk in sorted(there)], reason=where
    )
    return {place: hit for place, hit in found.items() if hit[0] in there}


def _clues_of(person: Mapping[str, str]) -> set[Identifier]:
    kinds = NUMBER_KINDS | {IdentifierKind.PAIR}
    return {
        (kind, word)
        for kind, word in identifiers_of_person(person)
        if kind in kinds
        or (kind is IdentifierKind.NAME and len(word) > 2 and word not in COMMON_WORDS)
    }


def _look_up_clues(clues: Iterable[Identifier], keyring: Keyring) -> Mapping[Identifier, set[int]]:
    """Return the cases each clue leads to; of a name that many have, none."""
    means = {
        token: clue
        for index in blind_indexes(keyring)
        for clue in clues
        for token in index.tokens(*clue)
    }
    leads: dict[Identifier, set[int]] = defaultdict(set)
    for some in batched(means, TOKENS_PER_QUERY):
        rows = SearchToken.objects.filter(token__in=some).values_list("case_id", "token")
        for pk, token in rows.iterator(chunk_size=TOKENS_PER_QUERY):
            leads[means[bytes(token)]].add(pk)
    for (kind, word), cases in leads.items():
        if kind is IdentifierKind.NAME and len(cases) > RARE_UP_TO_CASES:
            leads[kind, word] = set()
    return leads


def _existing_cases(cases: set[int]) -> set[int]:
    rows = Case.objects.exclude(state=CaseState.DESTROYED)
    found = set[int]()
    for some in batched(sorted(cases), TOKENS_PER_QUERY):
        found |= set(rows.filter(pk__in=some).values_list("pk", flat=True))
    return found


def describe_known_cases(cases: Iterable[int], *, by: Actor) -> dict[int, str]:
    """Say of each of these cases what `by` may know: its number, whom to ask, or whom to call."""
    rows = Case.objects.select_related("coordinator").in_bulk(set(cases))
    mine = set(Case.objects.seen_by(by.member).filter(pk__in=rows).values_list("pk", flat=True))
    return {pk: _known_case_text(case, is_mine=pk in mine) for pk, case in rows.items()}


def _known_case_text(case: Case, *, is_mine: bool) -> str:
    if is_mine:
        return f"staat al in {case.number}."
    if case.is_restricted:
        return "bestaat. Bel de leiding."
    return f"bekend bij {case.coordinator.name}, vraag daar."
