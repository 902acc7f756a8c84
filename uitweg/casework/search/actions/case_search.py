"""Is this youngster known? Asking the blind index, and showing only what the asker may see."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.utils import timezone

from uitweg.casework.cases.actions import case_keys, sheets
from uitweg.casework.cases.actions.search_index import blind_indexes
from uitweg.casework.cases.models import Case, CaseGrant, SearchToken
from uitweg.casework.cases.rules.grants import READ_LEVELS
from uitweg.casework.cases.rules.safety import UNSAFE_RISKS
from uitweg.casework.cases.rules.sheets import SheetKind
from uitweg.casework.cases.rules.visibility import CaseAspect, HeldGrant, sees_aspect, visibility_of
from uitweg.casework.cases.rules.workflow import CaseState
from uitweg.casework.search.rules.weighing import MIN_WEIGHT, cases_per_clue, is_name, weight
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.identifiers import Identifier, IdentifierKind, identifiers_in_text, in_search

MAX_INDEX_ROWS = 4000
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
    """A case that was found; `called` and `alarm` are empty for who may not read them."""

    case: Case
    shows: HitVisibility
    words: tuple[str, ...]
    called: str = ""
    alarm: str = ""
    is_unsafe: bool = False
    may_work: bool = False

    @property
    def is_mine(self) -> bool:
        return self.shows is not HitVisibility.COLLEAGUE


@dataclass(frozen=True)
class SearchResult:
    """What a search shows; `more` says that colleagues have cases with so common a name too."""

    mine: tuple[SearchHit, ...] = ()
    colleagues: tuple[SearchHit, ...] = ()
    more: bool = False

    @property
    def first_to_pass(self) -> int | None:
        """Return the one case that the key `p` passes a call on to."""
        mine = [hit for hit in self.mine if not hit.may_work]
        return next(
            (hit.case.pk for hit in (*mine, *self.colleagues) if not hit.case.is_restricted), None
        )

    def __bool__(self) -> bool:
        return bool(self.mine or self.colleagues or self.more)


def find_known_cases(*, text: str, by: Actor, where: str) -> SearchResult:
    """Find cases a note or report may be about; `where` is its name in the audit log (B-0003)."""
    return _find(identifiers_in_text(text), by, where, links=True)


def search_cases(
    *,
    text: str,
    by: Actor,
) -> SearchResult:
    """Say which cases fit what was typed in the search box."""
    return _find(in_search(text), by, "", links=False)


def _find(typed: Mapping[Identifier, str], by: Actor, where: str, *, links: bool) -> SearchResult:
    """Look the clues up. `links`: own cases too are shown only when enough words fit."""
    require(by.member, Permission.CASE_FIND)
    grants = _own_grants(by)
    found, common = _look_up_clues(typed, by.keyring, set(grants))
    count = cases_per_clue(found) | dict.fromkeys(common, MAX_INDEX_ROWS)
    weighs = {pk: weight(clues, typed, count) for pk, clues in found.items()}
    in_order = sorted(found, key=lambda pk: (weighs[pk], len(_typed_words(found[pk], typed)), pk))
    in_order.reverse()
    # one's own box finds every word of a case that one reads; all else asks for enough
    any_word = {pk for pk, held in grants.items() if not links and _reads(held)}
    enough = [pk for pk in in_order if weighs[pk] >= MIN_WEIGHT or pk in any_word]
    mine = [pk for pk in enough if pk in grants][: MAX_LINKED_CASES if links else MAX_OWN_CASES]
    others = [pk for pk in enough if pk not in grants]
    rows = _cases([*mine, *others[:MAX_LINKED_CASES]])
    rows = [case for case in rows if case.pk in grants or not _only_guessed(case, found[case.pk])]
    hits = [
        _search_hit(case, grants.get(case.pk), _typed_words(found[case.pk], typed), by.keyring)
        for case in rows
    ]
    _record_hits(hits, by, where)
    weak = [pk for pk in found if pk not in grants and 0 < weighs[pk] < MIN_WEIGHT]
    too_many = common or any(is_name(clue) for pk in weak for clue in found[pk])
    return SearchResult(
        mine=tuple(hit for hit in hits if hit.is_mine),
        colleagues=tuple(hit for hit in hits if not hit.is_mine),
        more=len(others) > MAX_LINKED_CASES or (not links and bool(too_many)),
    )


def _only_guessed(case: Case, clues: set[Identifier]) -> bool:
    """Say whether somebody tried a number: of a strict case not even that it is there is told."""
    return case.is_restricted and {kind for kind, _ in clues} == {IdentifierKind.NUMBER}


def _cases(numbers: list[int]) -> list[Case]:
    """Return these cases in this order; what is destroyed or never was is left out."""
    rows = Case.objects.select_related("coordinator").exclude(state=CaseState.DESTROYED)
    there = rows.in_bulk(numbers)
    return [there[pk] for pk in numbers if pk in there]


def _own_grants(by: Actor) -> dict[int, list[HeldGrant]]:
    """Return the living grants this member holds, by case."""
    own: dict[int, list[HeldGrant]] = defaultdict(list)
    for grant in CaseGrant.objects.active_for(by.member.pk):
        own[grant.case_id].append(grant.as_held_grant)
    return own


def _look_up_clues(
    typed: Mapping[Identifier, str], keyring: Keyring, own: set[int]
) -> tuple[dict[int, set[Identifier]], set[Identifier]]:
    """Return the clues found in each case, and those so common that they say little.

    However common a word is, at most MOST_ROWS rows are read: of the commonest words only one's
    own cases are looked at.
    """
    means = {
        token: clue
        for index in blind_indexes(keyring)
        for clue in typed
        if clue[0] is not IdentifierKind.NUMBER
        for token in index.tokens(*clue)
    }
    common: set[Identifier] = set()
    rows = _index_rows(list(means))
    while len(rows) > MAX_INDEX_ROWS:
        seen = Counter(means[token] for _, token in rows)
        most = max(seen.values())
        common |= {
            clue for clue, times in seen.items() if times > COMMON_ABOVE_ROWS or times == most
        }
        rows = _index_rows([token for token, clue in means.items() if clue not in common])
    found: dict[int, set[Identifier]] = defaultdict(set)
    for pk, token in rows + _index_rows_of_cases(
        own, [t for t, clue in means.items() if clue in common]
    ):
        found[pk].add(means[token])
    for clue in typed:
        if clue[0] is IdentifierKind.NUMBER:
            found[int(clue[1])].add(clue)
    return found, common


def _index_rows(tokens: list[bytes]) -> list[tuple[int, bytes]]:
    """Return case and token of what is in the index, one more than the most at most."""
    return SearchToken.objects.matching(tokens, limit=MAX_INDEX_ROWS + 1)


def _index_rows_of_cases(own: set[int], tokens: list[bytes]) -> list[tuple[int, bytes]]:
    """Return the same of these cases only, however many rows; one's own cases are few."""
    asked = SearchToken.objects.filter(token__in=tokens, case__in=own).values_list(
        "case_id", "token"
    )
    return [(pk, bytes(token)) for pk, token in asked] if tokens else []


def _typed_words(clues: set[Identifier], typed: Mapping[Identifier, str]) -> tuple[str, ...]:
    """Return the words that led here, as they were typed."""
    return tuple(sorted({typed[clue] for clue in clues}, key=str.casefold))


def _search_hit(
    case: Case, held: list[HeldGrant] | None, words: tuple[str, ...], keyring: Keyring
) -> SearchHit:
    if held is None:
        return SearchHit(case, HitVisibility.COLLEAGUE, words)
    seen = visibility_of(held, CaseState(case.state))
    shows = HitVisibility.CASE if _reads(held) else HitVisibility.CARD
    key = case_keys.open_case_key_or_none(case, keyring)
    if key is None:
        return SearchHit(case, shows, words)
    known = sheets.newest_sheets(case, key)
    return SearchHit(
        case,
        shows,
        words,
        called=sheets.visible_sheet(known[SheetKind.PERSON], seen).known_as,
        alarm=sheets.visible_sheet(known[SheetKind.SAFETY], seen).fields.get("alarm", ""),
        is_unsafe=case.risk in UNSAFE_RISKS and sees_aspect(seen, CaseAspect.RISK),
        may_work=seen.may_work and case.is_open,
    )


def _reads(held: list[HeldGrant]) -> bool:
    return any(one.level in READ_LEVELS for one in held)


def _record_hits(hits: list[SearchHit], by: Actor, where: str) -> None:
    """Write each case that was shown, once in ten minutes however often one pauses."""
    names = [audit_log.audit_name(hit.case) for hit in hits]
    lately = audit_log.things_done_lately(
        by.member, "case:found", names, since=timezone.now() - RECORDED_AGAIN_AFTER
    )
    new = [name for name in names if name not in lately]
    if new:
        audit_log.record_all(by.member, "case:found", new, reason=where)
