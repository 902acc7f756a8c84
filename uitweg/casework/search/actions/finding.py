"""Is this youngster known? Asking the blind index, and showing only what the asker may see."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.utils import timezone

from uitweg.casework.cases.actions import case_keys, sheets
from uitweg.casework.cases.actions.search_index import indexes
from uitweg.casework.cases.models import Case, CaseGrant, Word
from uitweg.casework.cases.rules.grants import READS
from uitweg.casework.cases.rules.safety import UNSAFE
from uitweg.casework.cases.rules.sheets import SheetKind
from uitweg.casework.cases.rules.visibility import Held, Line, sees_line, sight
from uitweg.casework.cases.rules.workflow import CaseState
from uitweg.casework.search.rules.weighing import ENOUGH, how_many, is_name, weight
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.identifiers import Clue, Kind, in_question, in_text

MOST_ROWS = 4000
MOST_OF_ONE = 64
MOST_LINKED = 8
MOST_OWN = 20
AGAIN = timedelta(minutes=10)


class Shows(StrEnum):
    """How much of a case that was found this member may see."""

    CASE = "case"
    CARD = "card"
    COLLEAGUE = "colleague"


@dataclass(frozen=True)
class Hit:
    """A case that was found; `called` and `alarm` are empty for who may not read them."""

    case: Case
    shows: Shows
    words: tuple[str, ...]
    called: str = ""
    alarm: str = ""
    is_unsafe: bool = False
    may_work: bool = False

    @property
    def is_mine(self) -> bool:
        return self.shows is not Shows.COLLEAGUE


@dataclass(frozen=True)
class Found:
    """What a search shows; `more` says that colleagues have cases with so common a name too."""

    mine: tuple[Hit, ...] = ()
    colleagues: tuple[Hit, ...] = ()
    more: bool = False

    @property
    def first_to_pass(self) -> int | None:
        """Return the one case that the key `p` passes a call on to."""
        mine = [hit for hit in self.mine if not hit.may_work]
        return next(
            (hit.case.pk for hit in (*mine, *self.colleagues) if not hit.case.is_strict), None
        )

    def __bool__(self) -> bool:
        return bool(self.mine or self.colleagues or self.more)


def known(*, text: str, by: Actor, where: str) -> Found:
    """Say which cases a note or a report may be about; `where` names it on the trail (B-0003)."""
    return _find(in_text(text), by, where, links=True)


def search(
    *,
    text: str,
    by: Actor,
) -> Found:
    """Say which cases fit what was typed in the search box."""
    return _find(in_question(text), by, "", links=False)


def _find(typed: Mapping[Clue, str], by: Actor, where: str, *, links: bool) -> Found:
    """Look the clues up. `links`: own cases too are shown only when enough words fit."""
    require(by.member, Permission.CASE_FIND)
    grants = _own(by)
    found, common = _look_up(typed, by.keyring, set(grants))
    count = how_many(found) | dict.fromkeys(common, MOST_ROWS)
    weighs = {pk: weight(clues, typed, count) for pk, clues in found.items()}
    in_order = sorted(found, key=lambda pk: (weighs[pk], len(_words(found[pk], typed)), pk))
    in_order.reverse()
    # one's own box finds every word of a case that one reads; all else asks for enough
    any_word = {pk for pk, held in grants.items() if not links and _reads(held)}
    enough = [pk for pk in in_order if weighs[pk] >= ENOUGH or pk in any_word]
    mine = [pk for pk in enough if pk in grants][: MOST_LINKED if links else MOST_OWN]
    others = [pk for pk in enough if pk not in grants]
    rows = _cases([*mine, *others[:MOST_LINKED]])
    rows = [case for case in rows if case.pk in grants or not _only_guessed(case, found[case.pk])]
    hits = [
        _hit(case, grants.get(case.pk), _words(found[case.pk], typed), by.keyring) for case in rows
    ]
    _on_the_trail(hits, by, where)
    weak = [pk for pk in found if pk not in grants and 0 < weighs[pk] < ENOUGH]
    too_many = common or any(is_name(clue) for pk in weak for clue in found[pk])
    return Found(
        mine=tuple(hit for hit in hits if hit.is_mine),
        colleagues=tuple(hit for hit in hits if not hit.is_mine),
        more=len(others) > MOST_LINKED or (not links and bool(too_many)),
    )


def _only_guessed(case: Case, clues: set[Clue]) -> bool:
    """Say whether somebody tried a number: of a strict case not even that it is there is told."""
    return case.is_strict and {kind for kind, _ in clues} == {Kind.NUMBER}


def _cases(numbers: list[int]) -> list[Case]:
    """Return these cases in this order; what is destroyed or never was is left out."""
    rows = Case.objects.select_related("coordinator").exclude(state=CaseState.DESTROYED)
    there = rows.in_bulk(numbers)
    return [there[pk] for pk in numbers if pk in there]


def _own(by: Actor) -> dict[int, list[Held]]:
    """Return the living grants this member holds, by case."""
    own: dict[int, list[Held]] = defaultdict(list)
    for grant in CaseGrant.objects.live(by.member.pk):
        own[grant.case_id].append(grant.as_held)
    return own


def _look_up(
    typed: Mapping[Clue, str], keyring: Keyring, own: set[int]
) -> tuple[dict[int, set[Clue]], set[Clue]]:
    """Return the clues found in each case, and those so common that they say little.

    However common a word is, at most MOST_ROWS rows are read: of the commonest words only one's
    own cases are looked at.
    """
    means = {
        token: clue
        for index in indexes(keyring)
        for clue in typed
        if clue[0] is not Kind.NUMBER
        for token in index.tokens(*clue)
    }
    common: set[Clue] = set()
    rows = _rows(list(means))
    while len(rows) > MOST_ROWS:
        seen = Counter(means[token] for _, token in rows)
        most = max(seen.values())
        common |= {clue for clue, times in seen.items() if times > MOST_OF_ONE or times == most}
        rows = _rows([token for token, clue in means.items() if clue not in common])
    found: dict[int, set[Clue]] = defaultdict(set)
    for pk, token in rows + _rows_of(own, [t for t, clue in means.items() if clue in common]):
        found[pk].add(means[token])
    for clue in typed:
        if clue[0] is Kind.NUMBER:
            found[int(clue[1])].add(clue)
    return found, common


def _rows(tokens: list[bytes]) -> list[tuple[int, bytes]]:
    """Return case and token of what is in the index, one more than the most at most."""
    return Word.objects.holding(tokens, most=MOST_ROWS + 1)


def _rows_of(own: set[int], tokens: list[bytes]) -> list[tuple[int, bytes]]:
    """Return the same of these cases only, however many rows; one's own cases are few."""
    asked = Word.objects.filter(token__in=tokens, case__in=own).values_list("case_id", "token")
    return [(pk, bytes(token)) for pk, token in asked] if tokens else []


def _words(clues: set[Clue], typed: Mapping[Clue, str]) -> tuple[str, ...]:
    """Return the words that led here, as they were typed."""
    return tuple(sorted({typed[clue] for clue in clues}, key=str.casefold))


def _hit(case: Case, held: list[Held] | None, words: tuple[str, ...], keyring: Keyring) -> Hit:
    if held is None:
        return Hit(case, Shows.COLLEAGUE, words)
    seen = sight(held, CaseState(case.state))
    shows = Shows.CASE if _reads(held) else Shows.CARD
    key = case_keys.opened_or_none(case, keyring)
    if key is None:
        return Hit(case, shows, words)
    known = sheets.newest(case, key)
    return Hit(
        case,
        shows,
        words,
        called=sheets.seen(known[SheetKind.PERSON], seen).known_as,
        alarm=sheets.seen(known[SheetKind.SAFETY], seen).fields.get("alarm", ""),
        is_unsafe=case.risk in UNSAFE and sees_line(seen, Line.RISK),
        may_work=seen.works and case.is_at_work,
    )


def _reads(held: list[Held]) -> bool:
    return any(one.level in READS for one in held)


def _on_the_trail(hits: list[Hit], by: Actor, where: str) -> None:
    """Write each case that was shown, once in ten minutes however often one pauses."""
    names = [audit_log.name_of(hit.case) for hit in hits]
    lately = audit_log.done_lately(by.member, "case:found", names, since=timezone.now() - AGAIN)
    new = [name for name in names if name not in lately]
    if new:
        audit_log.record_all(by.member, "case:found", new, reason=where)
