"""Is this youngster known? Search the blind index, and show only what the member may see."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import chain

from django.utils import timezone

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.search_index import blind_indexes
from uitweg.casework.cases.case.models import Case, CaseGrant, SearchToken
from uitweg.casework.cases.case.rules.contents import UNSAFE_RISKS, SheetKind
from uitweg.casework.cases.case.rules.grants import READ_LEVELS
from uitweg.casework.cases.case.rules.visibility import (
    CaseAspect,
    HeldGrant,
    sees_aspect,
    visibility_of,
)
from uitweg.casework.cases.case.rules.workflow import CaseState
from uitweg.casework.cases.sheets import actions as sheets
from uitweg.casework.cases.sheets.rules import read_safe_hours
from uitweg.casework.search.rules.weighing import MIN_WEIGHT, cases_per_identifier, is_name, weight
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.identifiers import Identifier, IdentifierKind, identifiers_in_text, in_search

FIND_CASE = Act("case:found", "Gevonden bij zoeken")

MAX_INDEX_ROWS = 4000
"""The most rows of the index that one search reads."""
COMMON_ABOVE_ROWS = 64
MAX_LINKED_CASES = 8
MAX_OWN_CASES = 20
RECORDED_AGAIN_AFTER = timedelta(minutes=10)


class HitVisibility(StrEnum):
    """How much of a case that was found this member may see."""

    CASE = "case"
    CARD = "card"
    COLLEAGUE = "colleague"


@dataclass(frozen=True)
class SearchHit:
    """A case that was found, and the typed words that led to it.

    `known_as` is what the youngster is called, `alarm` the greatest danger on the safety card;
    `contact`, `call`, `hours` and `plan_b` are its answers on safe contact and on what to do if it
    goes wrong. All are empty for a member who may not read them.
    """

    case: Case
    shows: HitVisibility
    words: tuple[str, ...]
    known_as: str = ""
    alarm: str = ""
    contact: str = ""
    call: str = ""
    hours: str = ""
    plan_b: str = ""
    is_unsafe: bool = False
    may_work: bool = False

    @property
    def is_mine(self) -> bool:
        """Say whether the member has any access to the case."""
        return self.shows is not HitVisibility.COLLEAGUE


@dataclass(frozen=True)
class SearchResult:
    """The cases that a search shows.

    `more` says that colleagues have further cases, with names so common that they are not shown.
    """

    mine: tuple[SearchHit, ...] = ()
    colleagues: tuple[SearchHit, ...] = ()
    more: bool = False

    @property
    def first_to_pass(self) -> int | None:
        """Return the id of the case that the key `p` passes a call note on to."""
        read_only = [hit for hit in self.mine if not hit.may_work]
        candidates = (*read_only, *self.colleagues)
        return next((hit.case.pk for hit in candidates if not hit.case.is_restricted), None)

    def __bool__(self) -> bool:
        return bool(self.mine or self.colleagues or self.more)


def find_known_cases(*, text: str, by: Actor, where: str) -> SearchResult:
    """Find the cases that a call note or report may be about.

    `where` is the number of that note or report, for the audit log (B-0003).
    """
    return _find(identifiers_in_text(text), by, where, from_search_box=False)


def search_cases(*, text: str, by: Actor) -> SearchResult:
    """Find the cases that fit what was typed in the search box."""
    return _find(in_search(text), by, "", from_search_box=True)


def _find(
    typed: Mapping[Identifier, str], by: Actor, where: str, *, from_search_box: bool
) -> SearchResult:
    """Look the identifiers up, weigh what each case has of them, and record the cases shown.

    A case is shown from MIN_WEIGHT; in the search box one word is enough for a case that the
    member may read.
    """
    require(by, Permission.CASE_FIND)
    grants = _own_grants(by)
    found, common = _look_up(typed, by.keyring, set(grants))
    weights = _weights(found, typed, common)
    words = {pk: _typed_words(identifiers, typed) for pk, identifiers in found.items()}
    one_word_is_enough = {pk for pk in grants if from_search_box and _may_read(grants[pk])}
    matching = [pk for pk in found if weights[pk] >= MIN_WEIGHT or pk in one_word_is_enough]
    matching.sort(key=lambda pk: (weights[pk], len(words[pk]), pk), reverse=True)
    mine = [pk for pk in matching if pk in grants]
    others = [pk for pk in matching if pk not in grants]
    most_of_mine = MAX_OWN_CASES if from_search_box else MAX_LINKED_CASES
    hits = [
        _search_hit(case, grants.get(case.pk), words[case.pk], by.keyring)
        for case in _existing_cases([*mine[:most_of_mine], *others[:MAX_LINKED_CASES]])
        if case.pk in grants or not _is_guess_at_restricted_case(case, found[case.pk])
    ]
    _record_hits(hits, by, where)
    weak_others = [found[pk] for pk in found if pk not in grants and 0 < weights[pk] < MIN_WEIGHT]
    has_common_name = bool(common) or any(map(is_name, chain.from_iterable(weak_others)))
    return SearchResult(
        mine=tuple(hit for hit in hits if hit.is_mine),
        colleagues=tuple(hit for hit in hits if not hit.is_mine),
        more=len(others) > MAX_LINKED_CASES or (from_search_box and has_common_name),
    )


def _weights(
    found: Mapping[int, set[Identifier]],
    typed: Mapping[Identifier, str],
    common: Collection[Identifier],
) -> dict[int, int]:
    """Return the weight of what was found in each case; common identifiers weigh the least."""
    case_counts = cases_per_identifier(found) | dict.fromkeys(common, MAX_INDEX_ROWS)
    return {pk: weight(identifiers, typed, case_counts) for pk, identifiers in found.items()}


def _is_guess_at_restricted_case(case: Case, identifiers: Collection[Identifier]) -> bool:
    """Say whether only a case number was typed, which anyone can guess, and the case is restricted.

    Of a restricted case such a search does not even tell that it exists.
    """
    only_number = {kind for kind, _ in identifiers} == {IdentifierKind.NUMBER}
    return case.is_restricted and only_number


def _existing_cases(case_ids: list[int]) -> list[Case]:
    """Return these cases in this order, without those that are destroyed or never existed."""
    rows = Case.objects.select_related("coordinator").exclude(state=CaseState.DESTROYED)
    cases = rows.in_bulk(case_ids)
    return [cases[pk] for pk in case_ids if pk in cases]


def _own_grants(by: Actor) -> dict[int, list[HeldGrant]]:
    """Return this member's active grants, by case id."""
    grants: dict[int, list[HeldGrant]] = defaultdict(list)
    for grant in CaseGrant.objects.active_for(by.member.pk):
        grants[grant.case_id].append(grant.as_held_grant)
    return grants


def _look_up(
    typed: Mapping[Identifier, str], keyring: Keyring, own_cases: set[int]
) -> tuple[dict[int, set[Identifier]], set[Identifier]]:
    """Return the identifiers found in each case, by case id, and those too common to look up.

    At most MAX_INDEX_ROWS rows of the index are read. While a search would give more, its
    commonest identifiers are left out; those are looked up in the member's own cases only.
    """
    identifier_of = {
        token: identifier
        for index in blind_indexes(keyring)
        for identifier in typed
        if identifier[0] is not IdentifierKind.NUMBER
        for token in index.tokens(*identifier)
    }
    common: set[Identifier] = set()
    rows = _index_rows(list(identifier_of))
    while len(rows) > MAX_INDEX_ROWS:
        counts = Counter(identifier_of[token] for _, token in rows)
        highest = max(counts.values())
        common |= {
            identifier
            for identifier, count in counts.items()
            if count > COMMON_ABOVE_ROWS or count == highest
        }
        rows = _index_rows([token for token in identifier_of if identifier_of[token] not in common])
    common_tokens = [token for token in identifier_of if identifier_of[token] in common]
    found: dict[int, set[Identifier]] = defaultdict(set)
    for case_id, token in rows + _index_rows_of_cases(own_cases, common_tokens):
        found[case_id].add(identifier_of[token])
    for identifier in typed:
        if identifier[0] is IdentifierKind.NUMBER:
            found[int(identifier[1])].add(identifier)
    return found, common


def _index_rows(tokens: list[bytes]) -> list[tuple[int, bytes]]:
    """Return (case id, token) from the index; one row more than the maximum says there are more."""
    return SearchToken.objects.matching(tokens, limit=MAX_INDEX_ROWS + 1)


def _index_rows_of_cases(case_ids: set[int], tokens: list[bytes]) -> list[tuple[int, bytes]]:
    """Return (case id, token) of these cases only, without a maximum: a member's cases are few."""
    if not tokens:
        return []
    rows = SearchToken.objects.filter(token__in=tokens, case__in=case_ids)
    return [(pk, bytes(token)) for pk, token in rows.values_list("case_id", "token")]


def _typed_words(
    identifiers: Collection[Identifier], typed: Mapping[Identifier, str]
) -> tuple[str, ...]:
    """Return the words these identifiers came from, as they were typed."""
    return tuple(sorted({typed[identifier] for identifier in identifiers}, key=str.casefold))


def _search_hit(
    case: Case, grants: list[HeldGrant] | None, words: tuple[str, ...], keyring: Keyring
) -> SearchHit:
    """Return what this member may see of a case; `grants` is None when they have no access."""
    if grants is None:
        return SearchHit(case, HitVisibility.COLLEAGUE, words)
    visibility = visibility_of(grants, CaseState(case.state))
    shows = HitVisibility.CASE if _may_read(grants) else HitVisibility.CARD
    key = case_keys.open_case_key_or_none(case, keyring)
    if key is None:
        return SearchHit(case, shows, words)
    newest = sheets.newest_sheets(case, key)
    safety_card = sheets.visible_sheet(newest[SheetKind.SAFETY], visibility).fields
    return SearchHit(
        case,
        shows,
        words,
        known_as=sheets.visible_sheet(newest[SheetKind.PERSON], visibility).known_as,
        alarm=safety_card.get("alarm", ""),
        contact=safety_card.get("contact", ""),
        call=safety_card.get("call", ""),
        hours=_hours_in_words(safety_card.get("hours", "")),
        plan_b=safety_card.get("plan_b", ""),
        is_unsafe=case.risk in UNSAFE_RISKS and sees_aspect(visibility, CaseAspect.RISK),
        may_work=visibility.may_work and case.is_open,
    )


def _hours_in_words(text: str) -> str:
    hours = read_safe_hours(text)
    return hours.words if hours else text


def _may_read(grants: list[HeldGrant]) -> bool:
    return any(grant.level in READ_LEVELS for grant in grants)


def _record_hits(hits: list[SearchHit], by: Actor, where: str) -> None:
    """Record each case shown, once in ten minutes at most: every pause in typing is a search."""
    names = [audit_log.audit_name(hit.case) for hit in hits]
    recorded = audit_log.things_done_lately(
        by.member, FIND_CASE, names, since=timezone.now() - RECORDED_AGAIN_AFTER
    )
    new = [name for name in names if name not in recorded]
    if new:
        audit_log.record_all(by.member, FIND_CASE, new, reason=where)
