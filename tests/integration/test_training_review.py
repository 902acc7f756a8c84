"""Materials are due when something they rest on changed; an editor's tap settles it."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from msgspec import structs

from tests.support import people
from uitweg.knowledge.training import urls
from uitweg.knowledge.training.actions import review as actions
from uitweg.knowledge.training.models import DueMaterial, ReviewedMaterial
from uitweg.knowledge.training.public_views import materials as public_materials
from uitweg.knowledge.training.public_views.materials import materials, materials_of
from uitweg.knowledge.training.rules.materials import TrainingMaterial
from uitweg.platform.accounts.rules import GRANTS, Permission, Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.content import levels, load
from uitweg.platform.content.collection import Content
from uitweg.site.operations.declared import all_jobs

pytestmark = pytest.mark.django_db(databases=["default", "channel"])
SCHOOL = "lesson-at-school"
TODAY = date(2026, 11, 28)


def contents(**changed: Any) -> list[Content]:
    """Return the content of each level; of the first one with something else in it."""
    first, *others = [load(level=level.id) for level in levels() if level.whole]
    return [structs.replace(first, **changed), *others]


def with_another_number(line: str) -> list[Content]:
    contacts = tuple(
        structs.replace(each, number="010-123 45 67", tel="tel:+31101234567")
        if each.id == line
        else each
        for each in load().contacts
    )
    return contents(contacts=contacts)


def reviewed_all(by: Any, found: tuple[TrainingMaterial, ...]) -> None:
    for material in found:
        actions.mark_reviewed(material=material, seen=material.version, by=people.acting(by))


def due(found: tuple[TrainingMaterial, ...], *, today: date | None = None) -> dict[str, tuple]:  # type: ignore[type-arg]
    states = actions.states_of(found, today=today or timezone.localdate())
    return {state.material.id: state.reasons for state in states if state.is_due}


@pytest.fixture
def editor(team: people.Team) -> Any:
    return people.a_member(team, "Iris", Role.EDITOR)


def test_every_lesson_is_a_material_and_rests_on_its_lines_signals_and_sources() -> None:
    found = {each.id: each for each in materials()}
    assert {f"lesson-{lesson.id}" for lesson in load().lessons} <= set(found)

    keys = {part.key.partition(":")[0] for part in found[SCHOOL].parts}
    assert {"nl/text", "nl/contact", "nl/signal", "source"} <= keys
    assert "nl/contact:coordinator" in {part.key for part in found[SCHOOL].parts}


def test_a_paper_rests_on_most_facts_at_each_level() -> None:
    card = {each.id: each for each in materials()}["signal-card-school"]
    keys = {part.key for part in card.parts}

    assert {"nl/contact:emergency", "nl/signal:always-reachable", "en/contact:coordinator"} < keys
    assert len(card.addresses) == 3 * 3  # sizes, levels


def test_digests_are_the_same_at_each_reading() -> None:
    first, second = materials_of(contents()), materials_of(contents())
    assert [each.version for each in first] == [each.version for each in second]


@pytest.mark.postgres
def test_a_changed_number_makes_its_materials_due_the_same_day_and_says_which(
    editor: Any,
) -> None:
    reviewed_all(editor, materials_of(contents()))
    assert due(materials_of(contents())) == {}
    line = load().contact("coordinator")
    changed = materials_of(with_another_number("coordinator"))

    assert f"veranderd: hulplijn: {line.name}" in due(changed)[SCHOOL]
    resting = {
        each.id
        for each in materials()
        if "nl/contact:coordinator" in {part.key for part in each.parts}
    }
    assert set(due(changed)) == resting


def test_a_changed_signal_is_named(editor: Any) -> None:
    reviewed_all(editor, materials_of(contents()))
    signals = tuple(
        structs.replace(each, see="Iets heel anders") if each.id == "always-reachable" else each
        for each in load().signals
    )
    reasons = due(materials_of(contents(signals=signals)))[SCHOOL]

    assert "veranderd: signaal: Iets heel anders" in reasons


def test_a_new_date_alone_is_no_change_once_somebody_looked(editor: Any) -> None:
    later = timezone.localdate() + timedelta(days=3)
    rechecked = contents(
        contacts=tuple(structs.replace(each, checked_on=later) for each in load().contacts)
    )
    line = load().contact("coordinator").name
    assert f"later nagekeken: hulplijn: {line}" in due(materials_of(rechecked))[SCHOOL]
    reviewed_all(editor, materials_of(contents()))

    assert due(materials_of(rechecked)) == {}


def test_after_a_year_it_is_due_again(editor: Any) -> None:
    reviewed_all(editor, materials_of(contents()))
    in_a_year = timezone.localdate() + timedelta(days=367)

    assert due(materials_of(contents()), today=in_a_year)[SCHOOL] == (
        "langer dan 12 maanden geleden nagekeken",
    )


def test_what_was_never_looked_at_is_due() -> None:
    material = replace(materials()[0], checked_on=None)
    assert due((material,)) == {material.id: ("nog nooit nagekeken",)}


@pytest.mark.postgres
def test_the_worker_notes_what_is_due_on_the_editors_pages_until_somebody_looked(
    editor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    reviewed_all(editor, materials_of(contents()))
    changed = materials_of(with_another_number("coordinator"))
    monkeypatch.setattr(public_materials, "materials", lambda: changed)
    monkeypatch.setitem(urls.GIVEN, "materials", lambda: changed)
    now, desk = timezone.now(), people.at_the_desk(editor)
    assert all_jobs()["training"].every <= timedelta(days=1)
    all_jobs()["training"].work(now=now)
    all_jobs()["training"].work(now=now)

    rows = set(DueMaterial.objects.values_list("material", "since"))
    assert (SCHOOL, timezone.localdate(now)) in rows
    assert "opnieuw bekeken worden" in desk.get("/beheer/inhoud/").content.decode()
    assert f"Nakijken ({len(rows)})" in desk.get("/leren/").content.decode()
    page = desk.get("/leren/nakijken/").content.decode()
    assert page.count("gemerkt vandaag") == len(rows)
    forms = re.findall(r'name="material" value="([^"]+)">\s*<input[^>]*value="([^"]+)"', page)
    for material, version in forms:
        posted = {"material": material, "version": version}
        assert desk.post("/leren/nakijken/gedaan/", posted).status_code == 302
    assert not DueMaterial.objects.exists()
    assert "Alles is nagekeken zoals het nu is." in desk.get("/leren/nakijken/").content.decode()
    assert "opnieuw bekeken worden" not in desk.get("/beheer/inhoud/").content.decode()


def test_a_tap_on_what_changed_meanwhile_or_is_unknown_changes_nothing(editor: Any) -> None:
    desk = people.at_the_desk(editor)
    statuses = {
        desk.post("/leren/nakijken/gedaan/", posted).status_code: posted
        for posted in (
            {"material": SCHOOL, "version": "0" * 12},
            {"material": "x" * 5_000, "version": ""},
            {"material": "\x00", "version": "\x00"},
            {},
        )
    }
    assert set(statuses) == {400, 409}
    assert not ReviewedMaterial.objects.exists()


@pytest.mark.parametrize("role", list(Role))
def test_who_may_say_that_it_was_looked_at(team: people.Team, role: Role) -> None:
    desk = people.at_the_desk(people.a_member(team, "Wie", role))
    material = materials()[0]
    posted = {"material": material.id, "version": material.version}
    status = desk.post("/leren/nakijken/gedaan/", posted).status_code

    allowed = role in GRANTS[Permission.TRAINING_REVIEW].roles
    assert status == (302 if allowed else 403)
    assert ReviewedMaterial.objects.exists() == allowed
    assert AuditEntry.objects.filter(act="training:review", result="done").exists() == allowed


def test_a_stranger_says_nothing(db_both: None) -> None:
    assert Client().post("/leren/nakijken/gedaan/", {"material": SCHOOL}).status_code == 302
    assert not ReviewedMaterial.objects.exists()


def test_lengths_of_a_deck_and_sizes_of_a_paper_are_one_thing_to_look_at() -> None:
    found = {each.id: each for each in materials()}
    deck, card = found["deck-school"], found["signal-card-school"]

    assert deck.title == "School en opleiding"
    assert [path.split("/")[-2] for path in deck.addresses] == ["15", "45", "90"]
    assert {f"nl/{minutes}/text" for minutes in (15, 45, 90)} < {part.key for part in deck.parts}
    assert card.title == "Signalenkaart: Voor school"
    assert len(card.addresses) == 9
    assert not [each.title for each in materials() if ".pdf" in each.title]


def test_an_editor_goes_from_what_is_due_to_the_page_itself(editor: Any, settings: Any) -> None:
    page = people.at_the_desk(editor).get("/leren/nakijken/").content.decode()

    for address in ("/leren/presentaties/school/15/", "/leren/papieren/protocol.pdf"):
        assert f'href="{settings.PUBLIC_URL}{address}"' in page
