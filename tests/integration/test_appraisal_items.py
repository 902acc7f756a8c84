"""Items of an appraisal: versions, two who write at once, what a colleague may not, the citing."""

from dataclasses import replace
from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.utils import timezone

from tests.support import people
from tests.support.people import acting, keyring_of
from uitweg.casework.appraisal.compartment.actions import compartments
from uitweg.casework.appraisal.compartment.models import Appraisal, AppraisalItem, CompartmentGrant
from uitweg.casework.appraisal.compartment.rules.stages import ItemKind, Stage
from uitweg.casework.appraisal.facts.actions import items
from uitweg.casework.appraisal.facts.actions.items import ItemWrite
from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalContent,
    AppraisalFact,
    Doubt,
    DoubtState,
    ElementAnswer,
    FactLane,
    Fit,
    FitKind,
    Independence,
    Scenario,
    SourceKind,
    Unseen,
    Weight,
)
from uitweg.casework.appraisal.facts.rules.item_json import AppraisalValue, KnownBirth, item_values
from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import EntryKind
from uitweg.casework.cases.timeline.actions import entries
from uitweg.casework.cases.timeline.models import Entry
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, NotPossible
from uitweg.platform.accounts.models import Member
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import tokens

PHOTO = AppraisalFact(
    key="f1" * 8,
    title="Foto van de voordeur",
    text="Vrijdag of je zusje.",
    lane=FactLane.THREAT,
    source="schermfoto, die dag getoond",
    source_kind=SourceKind.DEVICE,
    independence=Independence.INDEPENDENT,
    first_heard_by="mentor Sanne",
    how_obtained="ongevraagd",
    corroboration="tijd op de schermfoto",
    relevance=Weight.HIGH,
    objectivity=Weight.HIGH,
    biasing=Weight.LOW,
)


@pytest.fixture
def by(fatima: Member) -> Actor:
    return acting(fatima, keyring=keyring_of(fatima))


@pytest.fixture
def appraisal(case: Case, by: Actor) -> Appraisal:
    return compartments.start_appraisal(case=case, form_key=tokens.new_token(16), by=by)


def write(
    appraisal: Appraisal,
    by: Actor,
    value: AppraisalFact = PHOTO,
    *,
    replaces: int | None = None,
    entry: int | None = None,
    form_key: bytes = b"",
) -> AppraisalItem:
    return items.write_item(
        appraisal=appraisal,
        kind=ItemKind.FACT,
        item_key=value.key,
        values=item_values(ItemKind.FACT, value),
        replaces=replaces,
        entry=entry,
        form_key=form_key or tokens.new_token(16),
        by=by,
    )


def content(appraisal: Appraisal, by: Actor) -> AppraisalContent:
    key = compartments.open_compartment(compartment=appraisal.compartment, by=by)
    return items.read_content(appraisal, key)


def test_a_fact_is_stored_sealed_and_comes_back(appraisal: Appraisal, by: Actor) -> None:
    row = write(appraisal, by)

    assert content(appraisal, by).facts == (PHOTO,)
    assert b"zusje" not in bytes(row.sealed_text)
    assert AuditEntry.objects.filter(act="appraisal:write", reason="fact").count() == 1


@pytest.mark.postgres
def test_each_change_is_a_version_and_older_ones_stay(appraisal: Appraisal, by: Actor) -> None:
    first = write(appraisal, by)
    other = write(appraisal, by, replace(PHOTO, key="a2" * 8, title="Schuld"))
    write(appraisal, by, replace(PHOTO, title="Foto van zijn voordeur"), replaces=first.pk)
    key = compartments.open_compartment(compartment=appraisal.compartment, by=by)
    versions = items.read_versions(appraisal, ItemKind.FACT, PHOTO.key, key)

    assert [fact.title for fact in content(appraisal, by).facts] == [
        "Foto van zijn voordeur",
        "Schuld",
    ]
    assert [version.value.title for version in versions] == [  # type: ignore[union-attr]
        "Foto van zijn voordeur",
        "Foto van de voordeur",
    ]
    assert other.replaces is None


@pytest.mark.postgres
def test_the_same_form_twice_is_one_fact(appraisal: Appraisal, by: Actor) -> None:
    rows = [write(appraisal, by, form_key=b"k" * 16) for _ in range(2)]

    assert rows[0] == rows[1]
    assert AppraisalItem.objects.count() == 1
    with pytest.raises(NotPossible, match="form-other"):
        write(appraisal, by, replace(PHOTO, title="Iets anders"), form_key=b"k" * 16)


@pytest.mark.postgres
def test_of_two_who_change_one_fact_the_second_is_told(appraisal: Appraisal, by: Actor) -> None:
    first = write(appraisal, by)
    write(appraisal, by, replace(PHOTO, title="Van de een"), replaces=first.pk)

    for seen in (first.pk, None):
        with pytest.raises(NotPossible, match="item-changed") as refused:
            write(appraisal, by, replace(PHOTO, title="Van de ander"), replaces=seen)
    assert refused.value.ask == by.pk
    assert content(appraisal, by).facts[0].title == "Van de een"


@pytest.mark.postgres
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="the SQLite of tests has one connection for all threads"
)
@pytest.mark.django_db(transaction=True, databases=["default", "channel"])
def test_two_at_one_moment_make_one_version(appraisal: Appraisal, by: Actor) -> None:
    first, start, told = write(appraisal, by), Barrier(2), list[str]()

    def change(title: str) -> None:
        try:
            start.wait()
            write(appraisal, by, replace(PHOTO, title=title), replaces=first.pk)
        except NotPossible as error:
            told.append(error.refusal.code)
        finally:
            connections.close_all()

    both = [Thread(target=change, args=(title,)) for title in ("een", "twee")]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()

    assert told == ["item-changed"]
    assert AppraisalItem.objects.count() == 2


def test_a_removed_item_takes_what_points_at_it_along(appraisal: Appraisal, by: Actor) -> None:
    photo = write(appraisal, by)
    act = replace(PHOTO, key="a3" * 8, lane=FactLane.OFFENCE, follows=PHOTO.key)
    scenario = Scenario("51" * 8, "Onder druk van een schuld", "")
    refuted = DoubtState.REFUTED
    doubt = Doubt("d0" * 8, "Maakte hij de foto zelf?", "", state=refuted, facts={PHOTO.key})  # type: ignore[arg-type]
    writes = [
        ItemWrite(act, ItemKind.FACT),
        ItemWrite(scenario, ItemKind.SCENARIO),
        ItemWrite(Fit(scenario.key, PHOTO.key, FitKind.FITS), ItemKind.FIT),
        ItemWrite(replace(doubt, facts=frozenset(doubt.facts)), ItemKind.DOUBT),
    ]
    items.write_items(appraisal=appraisal, writes=writes, form_key=b"w" * 16, by=by)
    items.remove_item(item=photo, form_key=b"r" * 16, by=by)
    items.remove_item(item=photo, form_key=b"s" * 16, by=by)
    after = content(appraisal, by)

    assert [fact.follows for fact in after.facts] == [""]
    assert (after.fits, after.doubts[0].facts) == ((), frozenset())
    assert AppraisalItem.objects.filter(is_removed=True).count() == 1


@pytest.mark.postgres
def test_of_several_items_all_are_stored_or_none(appraisal: Appraisal, by: Actor) -> None:
    writes = [
        ItemWrite(Unseen("01" * 8, "Het politiedossier", "Gevraagd."), ItemKind.UNSEEN),
        ItemWrite(PHOTO, ItemKind.FACT, replaces=12345),
    ]
    with pytest.raises(NotPossible, match="item-changed"):
        items.write_items(appraisal=appraisal, writes=writes, form_key=b"w" * 16, by=by)

    assert not AppraisalItem.objects.exists()


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ItemKind.FIT, Fit("51" * 8, PHOTO.key, FitKind.FITS)),
        (ItemKind.ELEMENT, ElementAnswer("means", contra="niets")),
    ],
)
def test_what_is_written_after_the_order_waits_for_it(
    appraisal: Appraisal, by: Actor, kind: ItemKind, value: AppraisalValue
) -> None:
    late, loose = ItemWrite(value, kind), ItemWrite(replace(PHOTO, biasing=None), ItemKind.FACT)
    for writes in ([late], [loose, late]):
        with pytest.raises(NotPossible, match="facts-not-ordered"):
            items.write_items(appraisal=appraisal, writes=writes, form_key=b"w" * 16, by=by)

    assert not AppraisalItem.objects.exists()


@pytest.mark.parametrize("stage", [Stage.FACTS_CLOSED, Stage.SIDE_BY_SIDE, Stage.ENDED])
def test_only_a_draft_is_written_in(appraisal: Appraisal, by: Actor, stage: Stage) -> None:
    row = write(appraisal, by)
    Appraisal.objects.update(stage=stage)

    with pytest.raises(NotPossible, match="appraisal-closed"):
        write(appraisal, by, replace(PHOTO, key="a2" * 8))
    with pytest.raises(NotPossible, match="appraisal-closed"):
        items.remove_item(item=row, form_key=b"r" * 16, by=by)
    assert AppraisalItem.objects.count() == 1


def test_a_closed_case_takes_nothing_new(appraisal: Appraisal, by: Actor) -> None:
    Case.objects.update(state="closed", closed_on=timezone.localdate())

    with pytest.raises(NotPossible, match="case-closed"):
        write(appraisal, by)


def test_a_grant_for_the_case_is_none_for_its_compartment(
    appraisal: Appraisal, by: Actor, joris: Member
) -> None:
    people.let_in(appraisal.case, joris, "manage")
    his = acting(joris, keyring=keyring_of(joris))

    with pytest.raises(NotAllowed):
        write(appraisal, his)
    with pytest.raises(NotAllowed):
        content(appraisal, his)
    assert AuditEntry.objects.filter(result="refused", act__startswith="appraisal:").count() == 2


def test_a_grant_that_ended_writes_nothing(appraisal: Appraisal, by: Actor) -> None:
    CompartmentGrant.objects.update(until=timezone.now())

    with pytest.raises(NotAllowed):
        write(appraisal, by)


def test_only_an_entry_that_the_writer_may_see_is_cited(
    appraisal: Appraisal, by: Actor, joris: Member
) -> None:
    secret = {"audience": "secret", "kind": EntryKind.NOTE, "written_by": joris}
    hidden = Entry.objects.create(
        case=appraisal.case, form_key=b"h" * 16, sealed_text=b"", written_at=by.now, **secret
    )
    case_grants = appraisal.case.grants.filter(member=by.member)
    case_grants.update(level="read")

    with pytest.raises(NotAllowed):
        write(appraisal, by, entry=hidden.pk)
    with pytest.raises(NotPossible, match="item-malformed"):
        write(appraisal, by, entry=hidden.pk + 1)
    assert not AppraisalItem.objects.exists()


def test_a_citation_stays_when_its_next_writer_no_longer_sees_the_entry(
    appraisal: Appraisal, by: Actor
) -> None:
    entries.add_entry(
        case=appraisal.case, kind=EntryKind.NOTE, text="Een foto.", by=by, form_key=b"e" * 16
    )
    entry = Entry.objects.get(form_key=b"e" * 16)
    first = write(appraisal, by, entry=entry.pk)
    appraisal.case.grants.all().delete()
    write(appraisal, by, replace(PHOTO, title="Foto"), replaces=first.pk, entry=entry.pk)

    assert content(appraisal, by).facts[0].title == "Foto"


def test_what_cannot_be_opened_is_never_left_out_in_silence(
    appraisal: Appraisal, by: Actor
) -> None:
    key = compartments.open_compartment(compartment=appraisal.compartment, by=by)
    AppraisalItem.objects.create(
        appraisal=appraisal,
        kind=ItemKind.DOUBT,
        item_key="d0" * 8,
        written_at=by.now,
        written_by=by.member,
        form_key=b"x" * 16,
        sealed_text=AppraisalItem(form_key=b"y" * 16).sealed(key, "{}"),
    )
    with pytest.raises(NotPossible, match="appraisal-unreadable"):
        items.read_content(appraisal, key)


@pytest.mark.postgres
def test_a_new_version_begins_with_the_same_items_and_their_writers(
    appraisal: Appraisal, by: Actor
) -> None:
    write(appraisal, by)
    gone = write(appraisal, by, replace(PHOTO, key="a2" * 8))
    items.remove_item(item=gone, form_key=b"r" * 16, by=by)
    birth = ItemWrite(KnownBirth(date(2008, 3, 14)), ItemKind.PERSON)
    items.write_items(appraisal=appraisal, writes=[birth], form_key=b"p" * 16, by=by)
    Appraisal.objects.update(stage=Stage.ENDED)
    newer = Appraisal.objects.create(
        compartment=appraisal.compartment,
        number=2,
        author=by.member,
        made_at=by.now,
        form_key=b"2" * 16,
    )
    key = compartments.open_compartment(compartment=appraisal.compartment, by=by)
    items.copy_items(of=appraisal, to=newer, key=key, by=by)

    assert items.read_content(newer, key) == items.read_content(appraisal, key)
    assert newer.items.count() == 2
    assert {row.written_by_id for row in newer.items.all()} == {by.pk}


def test_values_that_are_no_fact_are_refused(appraisal: Appraisal, by: Actor) -> None:
    with pytest.raises(NotPossible, match="item-malformed"):
        items.write_item(
            appraisal=appraisal,
            kind=ItemKind.FACT,
            item_key="f1" * 8,
            values={"guilt": "70 %"},
            replaces=None,
            form_key=b"k" * 16,
            by=by,
        )


def test_the_compartments_key_is_not_the_cases(appraisal: Appraisal, by: Actor) -> None:
    row, case_key = write(appraisal, by), case_keys.open_case_key(appraisal.case, by.keyring)

    assert row.unseal(case_key) is None
