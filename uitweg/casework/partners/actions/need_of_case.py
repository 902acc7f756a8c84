"""What the youngster of a case needs, from the sheets that this member may read."""

from dataclasses import dataclass

from django.utils import timezone

from uitweg.casework.cases.actions import case_keys, sheets
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.case_table import age_in_words
from uitweg.casework.cases.rules.sheets import SheetKind
from uitweg.casework.partners.rules.directory import ServiceKind
from uitweg.casework.partners.rules.finding import (
    Need,
    names_in,
    read_age,
    read_languages,
    read_sex,
)
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log


@dataclass(frozen=True)
class Places:
    """The names of regions and districts that the directory knows, and the city's own region."""

    regions: tuple[str, ...]
    districts: tuple[str, ...]
    home: str = ""


def read_need(*, case: Case, kinds: frozenset[ServiceKind], places: Places, by: Actor) -> Need:
    """Return what this case needs, as far as `by` may read it.

    The region is one that the sheets name under where the youngster lives or is now, else the
    city's own. Districts that the safety card names under what may never happen are never-there
    rules. The reading is recorded in the audit log first.
    """
    require(by, Permission.CASE_READ, case)
    audit_log.record(by.member, "case:read", case, reason="find-help")
    person, safety = _facts(case, by)
    whereabouts = f"{person.get('lives', '')}\n{safety.get('where', '')}"
    return Need(
        kinds=kinds,
        age=_age(person, by),
        sex=read_sex(person.get("sex", "")),
        languages=read_languages(person.get("languages", "")),
        region=next(iter(names_in(whereabouts, places.regions)), places.home),
        never_in=names_in(safety.get("no", ""), places.districts),
    )


def never_there(*, case: Case, places: Places, by: Actor) -> tuple[str, ...]:
    """Return the districts where the youngster must never be, as far as `by` may read the card."""
    return read_need(case=case, kinds=frozenset(), places=places, by=by).never_in


def age_in_case(case: Case, by: Actor) -> int | None:
    """Return the age as far as this member may read it, for an action that records its own."""
    return _age(_facts(case, by)[0], by)


def _facts(case: Case, by: Actor) -> tuple[dict[str, str], dict[str, str]]:
    """Return what this member may see of the person sheet and of the safety card."""
    visibility = case.visibility_for(by.member.pk)
    newest = sheets.newest_sheets(case, case_keys.open_case_key(case, by.keyring))
    person = sheets.visible_sheet(newest[SheetKind.PERSON], visibility).fields
    safety = sheets.visible_sheet(newest[SheetKind.SAFETY], visibility).fields
    return person, safety


def _age(person: dict[str, str], by: Actor) -> int | None:
    today = timezone.localdate(by.now)
    return read_age(
        age_in_words(born=person.get("born", ""), age=person.get("age", ""), today=today)
    )
