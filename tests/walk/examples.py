"""Every address of a door with something that exists in its place: which case, report, shift."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.db import connections
from django.urls import URLPattern, URLResolver

from tests.walk.house import ADDRESSES

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
STAFF = {
    "case_id": "SELECT id FROM cases_case ORDER BY id LIMIT 2",
    "call_id": "SELECT id FROM calls_callnote ORDER BY id DESC LIMIT 1",
    "member_id": "SELECT id FROM accounts_member WHERE login IN ('joris', 'mirjam') ORDER BY id",
    "consent_id": "SELECT id FROM cases_consent ORDER BY id LIMIT 1",
    "decision_id": "SELECT id FROM cases_sharingdecision ORDER BY id LIMIT 1",
    "entry_id": "SELECT id FROM cases_entry WHERE case_id = {case_id} ORDER BY id LIMIT 1",
    "grant_id": "SELECT id FROM cases_casegrant WHERE reason = 'deputy' ORDER BY id LIMIT 1",
    "access_id": "SELECT id FROM cases_emergencyaccess ORDER BY id LIMIT 1",
    "goal_id": "SELECT id FROM cases_goal ORDER BY id LIMIT 1",
    "action_id": "SELECT id FROM cases_action ORDER BY id LIMIT 1",
    "period_id": "SELECT id FROM cases_period ORDER BY id LIMIT 1",
    "upload_id": "SELECT id FROM spreadsheets_upload ORDER BY id LIMIT 1",
    "import_id": "SELECT id FROM spreadsheets_import ORDER BY id LIMIT 1",
    "organisation_id": "SELECT id FROM partners_organisation "
    "WHERE name IN ('De Brug', 'De Haven') ORDER BY id",
    "service_id": "SELECT id FROM partners_service ORDER BY id LIMIT 1",
    "conference_id": "SELECT id FROM partners_conference ORDER BY id LIMIT 1",
    "participant_id": "SELECT id FROM partners_participant ORDER BY id DESC LIMIT 1",
    "item_id": "SELECT id FROM partners_agendaitem ORDER BY id LIMIT 1",
    "package_id": "SELECT id FROM partners_package ORDER BY id LIMIT 3",
    "note_id": "SELECT id FROM partners_lawyernote ORDER BY id LIMIT 1",
    "asked_id": "SELECT id FROM partners_partneraction WHERE case_id = {case_id} "
    "ORDER BY id LIMIT 1",
    "reply_id": "SELECT r.id FROM partners_packagereply r JOIN partners_partneraction a "
    "ON a.package_id = r.package_id ORDER BY r.id LIMIT 1",
    "referral_id": "SELECT id FROM partners_referral WHERE case_id = {case_id} ORDER BY id LIMIT 1",
    "run_id": "SELECT id FROM retention_run ORDER BY id LIMIT 1",
    "pattern_id": "SELECT id FROM duty_shiftpattern ORDER BY id LIMIT 1",
    "shift_id": "SELECT shift_id FROM duty_handover UNION "
    "SELECT min(id) FROM duty_shift WHERE member_id IS NULL ORDER BY 1",
    "swap_id": "SELECT id FROM duty_swaprequest ORDER BY id LIMIT 1",
    "absence_id": "SELECT id FROM duty_absence ORDER BY id LIMIT 1",
    "channel_id": "SELECT id FROM duty_contactchannel ORDER BY id LIMIT 1",
    "callout_id": "SELECT id FROM duty_page ORDER BY id LIMIT 1",
    "alarm_id": "SELECT id FROM alarms_alarm ORDER BY id LIMIT 1",
    "proposal_id": "SELECT id FROM figures_releaseproposal ORDER BY id DESC LIMIT 1",
    "item_key": "SELECT DISTINCT item_key FROM appraisal_appraisalitem i "
    "JOIN appraisal_appraisal a ON a.id = i.appraisal_id "
    "JOIN appraisal_compartment c ON c.id = a.compartment_id "
    "WHERE c.case_id = {case_id} AND i.kind = '{kind}' ORDER BY item_key LIMIT 1",
}
CHANNEL = {
    "report_id": "SELECT id FROM channel_report WHERE id IN (3, 5) ORDER BY id",
    "answer_id": "SELECT id FROM channel_answer WHERE report_id = {report_id} ORDER BY id LIMIT 1",
    "attachment_id": "SELECT id FROM channel_attachment ORDER BY id LIMIT 1",
    "batch_id": "SELECT id FROM channel_junkbatch ORDER BY id LIMIT 1",
    "session_id": "SELECT id FROM training_trainingsession ORDER BY id LIMIT 1",
    "recording_id": "SELECT id FROM training_recording ORDER BY id LIMIT 1",
}
FIXED = {
    "number": ["1"],
    "public_id": ["0" * 32],
    "secret": ["geheim"],
    "code": ["geheim"],
    "letter_id": ["victim-lawyer"],
    "year": ["2025"],
    "source": ["coded-cases"],
    "episode": ["de-jas"],
    "episode_id": ["de-jas"],
    "kind": ["mp3"],
    "name": ["kern"],
    "rest": ["v1/signals"],
}
WEIGHED = "SELECT case_id FROM appraisal_compartment ORDER BY case_id LIMIT 2"
"""The cases for the addresses of a weighing; in the second the other judgement is still to come."""
KINDS = {"feit": "fact", "scenario": "scenario", "vraag": "element", "twijfel": "doubt"}
KINDS |= {"niet-gezien": "unseen"}
NOTHING = "1"
"""For what is nowhere in the city: then the answer is that it is not found."""


@dataclass(frozen=True)
class Route:
    """An address as the door has it."""

    pattern: str
    name: str
    permission: str


@dataclass(frozen=True)
class Example:
    """An address with everything filled in."""

    route: Route
    path: str


def routes(door: str) -> list[Route]:
    """Return every address of a door, in the order in which the door tries them."""
    return list(_routes(import_module(ADDRESSES[door]).urlpatterns, "/"))


def _routes(patterns: list[Any], prefix: str) -> Iterator[Route]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            needs = getattr(pattern.callback, "needs", "nothing said")
            yield Route(path, pattern.name or "", str(needs))


def examples(door: str) -> list[Example]:
    """Return each address with what exists filled in, once or more; each path once."""
    found: dict[str, Example] = {}
    for route in routes(door):
        for path in _filled(route.pattern):
            found.setdefault(path, Example(route, path))
    return sorted(found.values(), key=lambda example: example.path)


def _filled(pattern: str) -> list[str]:
    ways: list[dict[str, str]] = [{}]
    for name in PARAMETER.findall(pattern):
        ways = [way | {name: value} for way in ways for value in _values(pattern, name, way)]
    return [PARAMETER.sub(lambda found: way[found[1]], pattern) for way in ways]  # noqa: B023


def _values(pattern: str, name: str, way: dict[str, str]) -> list[str]:
    kind = next((kind for word, kind in KINDS.items() if f"/weging/{word}/" in pattern), "")
    if name == "case_id" and "/weging/" in pattern:
        return _asked("default", WEIGHED)
    if name == "grant_id" and "/weging/" in pattern:
        return _asked("default", "SELECT min(id) FROM appraisal_compartmentgrant")
    if name in STAFF and "default" in _stores():
        return _asked("default", STAFF[name].format(**way, kind=kind))
    if name in CHANNEL:
        return _asked("channel", CHANNEL[name].format(**way))
    return FIXED[name]


def _stores() -> list[str]:
    return [alias for alias in connections if connections.databases[alias].get("NAME")]


def _asked(alias: str, sql: str) -> list[str]:
    with connections[alias].cursor() as cursor:
        cursor.execute(sql)
        return [str(value) for (value,) in cursor.fetchall() if value is not None] or [NOTHING]
