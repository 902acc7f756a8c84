"""A fact newer than the signatures, or an entry corrected since, shows within a minute."""

import pytest
from django.utils import timezone

from tests.support import appraisals
from tests.support.appraisals import WeighedCase, a_fact, actor, form_key
from uitweg.casework.appraisal.compartment.models import Appraisal
from uitweg.casework.appraisal.compartment.rules.stages import ItemKind
from uitweg.casework.appraisal.facts.actions.changed_facts import mark_changed_facts
from uitweg.casework.appraisal.facts.actions.items import ItemWrite, remove_item, write_items
from uitweg.casework.appraisal.facts.rules.content import AppraisalContent, AppraisalFact
from uitweg.casework.appraisal.judging.actions import stages
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import EntryKind
from uitweg.casework.cases.timeline.actions import entries
from uitweg.casework.cases.timeline.models import Entry
from uitweg.platform.accounts.models import Member
from uitweg.site.operations.declared import all_jobs
from uitweg.site.operations.worker.run import run_due_jobs


def an_entry(case: Case, by: Member) -> Entry:
    entries.add_entry(
        case=case, kind=EntryKind.NOTE, text="Moeder belde", by=actor(by), form_key=form_key()
    )
    return Entry.objects.filter(case=case, kind="note").latest("id")


def correct(entry: Entry, by: Member) -> None:
    entries.correct_entry(entry=entry, text="Vader belde", by=actor(by), form_key=form_key())


@pytest.fixture
def entry(case, fatima) -> Entry:  # type: ignore[no-untyped-def]
    return an_entry(case, fatima)


@pytest.fixture
def signed(case, fatima, joris, entry) -> WeighedCase:  # type: ignore[no-untyped-def]
    """A signed weighing of which one fact cites an entry of the timeline."""
    weighed = appraisals.a_draft(case, fatima, joris, citing(entry))
    weighed.close_facts()
    weighed.let_in(joris)
    weighed.judge_first()
    weighed.judge_second()
    weighed.sign(fatima)
    weighed.sign(joris)
    return weighed


def citing(entry: Entry) -> AppraisalContent:
    """Return whole content in which one fact cites this entry."""
    fact = a_fact("called", entry=entry.pk, quote="Moeder belde")
    return appraisals.with_fact(appraisals.whole_content(), fact)


def is_marked(number: int = 1) -> bool:
    run_due_jobs()
    return Appraisal.objects.get(number=number).facts_changed_at is not None


def write_fact(weighed: WeighedCase, key: str, **said: object) -> None:
    newest = weighed.appraisal.items.newest().filter(item_key=key).first()
    fact, replaces = a_fact(key, **said), newest.pk if newest else None
    write = ItemWrite(fact, ItemKind.FACT, replaces=replaces, entry=fact.entry)
    by = actor(weighed.author)
    write_items(appraisal=weighed.appraisal, writes=[write], form_key=form_key(), by=by)


def test_a_signed_weighing_stays_unmarked_while_nothing_changes(
    signed: WeighedCase, fatima
) -> None:
    an_entry(signed.case, fatima)
    stages.new_version(appraisal=signed.appraisal, form_key=form_key(), by=actor(fatima))

    assert not is_marked()


@pytest.mark.postgres
def test_a_correction_of_an_entry_that_is_cited_marks_it_on_its_page(
    signed: WeighedCase, desk, entry, fatima
) -> None:
    before = desk.get(signed.address).content.decode()
    correct(entry, fatima)

    assert "feiten zijn veranderd" not in before
    assert is_marked()
    page = desk.get(signed.address).content.decode()
    assert "feiten zijn veranderd" in page
    assert "Maak versie 2" in page


def test_a_correction_of_an_entry_that_is_not_cited_does_not(signed: WeighedCase, fatima) -> None:
    correct(an_entry(signed.case, fatima), fatima)

    assert not is_marked()


@pytest.mark.parametrize("how", ["added", "changed", "removed"])
def test_a_fact_in_a_newer_version_marks_the_signed_one(signed: WeighedCase, fatima, how) -> None:
    stages.new_version(appraisal=signed.appraisal, form_key=form_key(), by=actor(fatima))
    if how == "removed":
        fact = signed.appraisal.items.get(item_key="money")
        remove_item(item=fact, form_key=form_key(), by=actor(fatima))
    else:
        write_fact(signed, "new" if how == "added" else "money", title="Nog een foto")

    assert is_marked()
    assert not is_marked(2)


def test_another_answer_in_a_newer_version_is_no_fact(signed: WeighedCase, fatima) -> None:
    stages.new_version(appraisal=signed.appraisal, form_key=form_key(), by=actor(fatima))
    unseen = appraisals.whole_content().unseen[0]
    newest = signed.appraisal.items.get(kind="unseen")
    write_items(
        appraisal=signed.appraisal,
        writes=[ItemWrite(unseen, ItemKind.UNSEEN, replaces=newest.pk)],
        form_key=form_key(),
        by=actor(fatima),
    )

    assert not is_marked()


def test_facts_that_are_opened_again_lose_the_mark(case, fatima, joris, entry) -> None:
    weighed = appraisals.a_draft(case, fatima, joris, citing(entry))
    weighed.close_facts()
    correct(entry, fatima)
    assert is_marked()

    stages.reopen_facts(appraisal=weighed.appraisal, by=actor(fatima))
    assert not is_marked()


def test_a_correction_of_a_correction_marks_it_too(case, fatima, joris, entry) -> None:
    weighed = appraisals.a_draft(case, fatima, joris, appraisals.whole_content())
    correct(entry, fatima)
    stale = citing(entry).fact("called")
    assert stale is not None
    appraisals.write_all(weighed.appraisal, one_more(stale), actor(fatima))
    weighed.close_facts()
    before = mark_changed_facts(now=timezone.now())
    correct(Entry.objects.get(replaces=entry), fatima)

    assert (before, mark_changed_facts(now=timezone.now())) == (0, 1)


def one_more(fact: AppraisalFact) -> AppraisalContent:
    """Return what is to be written beside whole content, when it gets this fact as well."""
    content = appraisals.whole_content()
    fits = appraisals.with_fact(content, fact).fits
    return AppraisalContent(facts=(fact,), fits=tuple(f for f in fits if f.fact == fact.key))


def test_a_new_version_does_not_close_on_what_was_corrected_before_it(
    signed: WeighedCase, desk, entry, fatima
) -> None:
    correct(entry, fatima)
    stages.new_version(appraisal=signed.appraisal, form_key=form_key(), by=actor(fatima))
    answer = desk.post(f"{signed.address}feiten-dicht/", {"number": 2})
    stage = signed.appraisal.stage
    write_fact(signed, "called", entry=entry.pk, quote="Moeder belde")
    signed.close_facts()

    assert answer.status_code == 409
    assert "is verbeterd" in answer.content.decode()
    assert (stage, signed.appraisal.stage, is_marked(2)) == ("draft", "facts-closed", False)


@pytest.mark.postgres
def test_the_worker_looks_each_quarter_of_a_minute() -> None:
    assert all_jobs()["appraisal-facts"].every.total_seconds() <= 15
