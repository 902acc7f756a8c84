"""Forged requests at a weighing: each tried over HTTP, and nothing is stored by it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.support import appraisals, people
from tests.support.appraisals import FIRST_WORDS, OFFENCE, WeighedCase, a_fact, actor, whole_content
from tests.support.people import let_in
from uitweg.casework.appraisal.compartment.actions import compartments
from uitweg.casework.appraisal.compartment.models import (
    Appraisal,
    AppraisalJudgement,
    CompartmentGrant,
    CompartmentKeyCopy,
    Signature,
)
from uitweg.casework.appraisal.facts.rules.content import AppraisalContent
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.consents.models import Consent
from uitweg.platform.accounts.rules import PARTNERS, Role
from uitweg.platform.audit.models import AuditEntry

GETS = (
    "", "toegang/", "oordeel/", "onderteken/", "bevindingen/", "papier/", "tijdas/", "blad/",
    "schadefonds/", "feiten/",
)  # fmt: skip
POSTS = (
    "toegang/", "feiten-dicht/", "feiten-open/", "nieuwe-versie/", "stop/", "oordeel/",
    "oordeel/niet/", "oordeel/reactie/", "onderteken/", "onderteken/terug/", "bevindingen/",
)  # fmt: skip


@pytest.fixture
def draft(case, fatima, joris) -> WeighedCase:  # type: ignore[no-untyped-def]
    return appraisals.a_draft(case, fatima, joris)


@pytest.fixture
def closed(case, fatima, joris) -> WeighedCase:  # type: ignore[no-untyped-def]
    return appraisals.a_closed_one(case, fatima, joris)


@pytest.fixture
def judged(case, fatima, joris) -> WeighedCase:  # type: ignore[no-untyped-def]
    return appraisals.a_judged_one(case, fatima, joris)


def stored(case_id: int) -> list[object]:
    """Return all rows of weighings that a refused request must leave as they are."""
    tables = (Appraisal, AppraisalJudgement, Signature, CompartmentGrant, CompartmentKeyCopy)
    return [list(table._default_manager.order_by("pk").values()) for table in tables]


def everything(client: Client, weighed: WeighedCase) -> list[Any]:
    """Ask each page, and post each form whole; return the answers."""
    forms = {
        "oordeel/": weighed.judgement_form(),
        "onderteken/": {"number": 1, "shown": "0" * 64, "was_read": "ja"},
        "toegang/": {"to": weighed.judge.pk, "level": "write", "until": soon()},
        "bevindingen/": finding_form(),
    }
    usual = {"number": weighed.appraisal.number, "key": "7b" * 16, "text": "Nee"}
    grant = weighed.compartment.grants.first()
    assert grant is not None
    ends = f"toegang/{grant.pk}/einde/"
    answers = [client.get(weighed.address + page) for page in GETS]
    return answers + [
        client.post(weighed.address + page, forms.get(page, usual)) for page in (*POSTS, ends)
    ]


def soon() -> str:
    return (timezone.localdate() + timedelta(days=30)).isoformat()


def finding_form(**said: Any) -> dict[str, Any]:
    day = timezone.localdate().isoformat()
    texts = {"said_by": "OvJ De Vries", "decided": "Sepot"}
    return {"key": "7c" * 16, "authority": "court", "view": "not", "found_on": day, **texts, **said}


@pytest.mark.parametrize("level", [None, "read", "manage"])
def test_a_grant_for_the_case_opens_nothing_of_the_compartment(
    closed: WeighedCase, team, level: str | None
) -> None:
    other = people.a_member(team, "Ander")
    client = let_in(closed.case, other, level) if level else people.at_the_desk(other)
    before = stored(closed.case.pk)
    answers = everything(client, closed)

    assert {answer.status_code for answer in answers} == {403}
    assert not any(OFFENCE in answer.content.decode() for answer in answers)
    assert stored(closed.case.pk) == before


def test_a_grant_for_the_compartment_opens_nothing_of_the_case(closed: WeighedCase, joris) -> None:
    client = people.at_the_desk(joris)

    assert client.get(closed.address).status_code == 200
    assert client.get(f"/casus/{closed.case.pk}/").status_code == 403


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, *sorted(PARTNERS)])
def test_roles_without_the_teams_key_get_nothing_even_with_a_forged_grant(
    closed: WeighedCase, team, role: Role
) -> None:
    member = people.a_member(team, "zz", role)
    CompartmentGrant.objects.create(
        compartment=closed.compartment,
        member=member,
        level="write",
        since=timezone.now(),
        until=timezone.now() + timedelta(days=9),
        given_by=closed.author,
    )
    before = stored(closed.case.pk)
    answers = everything(people.at_the_desk(member), closed)

    assert {answer.status_code for answer in answers} == {403}
    assert stored(closed.case.pk) == before


def test_a_lead_without_a_grant_gets_nothing(closed: WeighedCase, team) -> None:
    lead = people.a_member(team, "Ruud", Role.LEAD)

    assert {each.status_code for each in everything(people.at_the_desk(lead), closed)} == {403}


@pytest.mark.parametrize("part", ["contra", "unknown", "unseen", "source"])
def test_an_empty_part_never_gets_to_a_signature(case, fatima, joris, part: str) -> None:
    weighed = appraisals.a_draft(case, fatima, joris, lacking(part))
    weighed.let_in(joris)
    desk, his = people.at_the_desk(fatima), people.at_the_desk(joris)
    refused = desk.post(f"{weighed.address}feiten-dicht/", {"number": 1})
    answers = [
        client.post(weighed.address + page, form)
        for client in (desk, his)
        for page, form in (
            ("oordeel/", weighed.judgement_form(closed_at=timezone.now().isoformat())),
            ("onderteken/", {"number": 1, "shown": "0" * 64, "was_read": "ja"}),
        )
    ]

    assert refused.status_code == 409
    assert "ontbreekt" in refused.content.decode()
    assert {answer.status_code for answer in answers} <= {403, 409}
    assert (weighed.appraisal.stage, AppraisalJudgement.objects.count()) == ("draft", 0)


def lacking(part: str) -> AppraisalContent:
    """Return whole content, but for one part that is empty."""
    content = appraisals.whole_content()
    first, *others = content.elements
    if part in ("contra", "unknown"):
        return replace(content, elements=(replace(first, **{part: " "}), *others))
    if part == "unseen":
        return replace(content, unseen=())
    return replace(content, facts=(*content.facts[1:], a_fact(source=" ")))


@pytest.mark.parametrize("name", ["text", "against", "unknown", "why_wrong", "vraag-act"])
def test_a_judgement_with_something_left_out_is_refused(
    closed: WeighedCase, joris, name: str
) -> None:
    for value in ("", "  ", None):
        form = closed.judgement_form()
        form.pop(name) if value is None else form.update({name: value})
        answer = people.at_the_desk(joris).post(f"{closed.address}oordeel/", form)
        assert answer.status_code == 400
    assert AppraisalJudgement.objects.count() == 0


def test_a_judge_cannot_answer_a_question_that_was_not_asked(closed: WeighedCase, joris) -> None:
    form = closed.judgement_form(**{"vraag-act": "guilty"})

    assert people.at_the_desk(joris).post(f"{closed.address}oordeel/", form).status_code == 400


def test_one_author_never_gives_both_judgements(closed: WeighedCase, desk) -> None:
    answers = [desk.post(f"{closed.address}oordeel/", closed.judgement_form()) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 409]
    assert AppraisalJudgement.objects.get().place == "first"


def test_the_author_does_not_make_themselves_the_second_judge(
    closed: WeighedCase, desk, fatima
) -> None:
    form = {"to": fatima.pk, "level": "judge", "until": soon(), "other_team": "ja"}

    assert desk.post(f"{closed.address}toegang/", form).status_code == 409


@pytest.mark.postgres
def test_a_second_account_of_the_author_is_the_author(
    closed: WeighedCase, team, desk, fatima
) -> None:
    shadow = people.a_member(team, "Schaduw")
    shadow.brought_in_by = fatima.pk
    shadow.save()
    form = {"to": shadow.pk, "level": "judge", "until": soon(), "other_team": "ja"}
    refused = desk.post(f"{closed.address}toegang/", form)
    forged = CompartmentGrant.objects.get(member=closed.judge)
    CompartmentGrant.objects.filter(pk=forged.pk).update(member=shadow)
    CompartmentKeyCopy.objects.filter(member=closed.judge).delete()
    compartment_key = closed.key()
    compartments.compartment_keys.give_copy(
        closed.compartment, compartment_key, shadow, now=timezone.now()
    )
    judged = people.at_the_desk(shadow).post(f"{closed.address}oordeel/", closed.judgement_form())

    assert (refused.status_code, judged.status_code) == (409, 409)
    assert AppraisalJudgement.objects.count() == 0


def test_who_turns_out_to_be_the_same_person_does_not_sign(
    judged: WeighedCase, joris, fatima
) -> None:
    joris.brought_in_by = fatima.pk
    joris.save()
    answer = people.at_the_desk(joris).post(f"{judged.address}onderteken/", judged.sign_form())

    assert answer.status_code == 409
    assert Signature.objects.count() == 0


def test_who_wrote_a_fact_gives_no_second_judgement(draft: WeighedCase, joris, desk) -> None:
    draft.let_in(joris, "write")
    his = appraisals.with_fact(AppraisalContent(scenarios=whole_content().scenarios), a_fact("his"))
    appraisals.write_all(draft.appraisal, replace(his, scenarios=()), actor(joris))
    draft.close_facts()
    form = {"to": joris.pk, "level": "judge", "until": soon(), "other_team": "ja"}
    refused = desk.post(f"{draft.address}toegang/", form)
    CompartmentGrant.objects.filter(member=joris).update(level="judge")
    judged = people.at_the_desk(joris).post(f"{draft.address}oordeel/", draft.judgement_form())

    assert (refused.status_code, judged.status_code) == (409, 409)


def test_a_writer_who_is_not_the_author_gives_no_judgement(closed: WeighedCase, team) -> None:
    other = people.a_member(team, "Ander")
    closed.let_in(other, "write")
    answer = people.at_the_desk(other).post(f"{closed.address}oordeel/", closed.judgement_form())

    assert answer.status_code == 403


def test_nothing_shows_the_first_judgement_before_the_second_is_there(
    closed: WeighedCase, joris, team
) -> None:
    closed.judge_first()
    reader = people.a_member(team, "Lezer")
    closed.let_in(reader, "read")
    for member in (joris, reader):
        client = people.at_the_desk(member)
        for page in (*(closed.address + each for each in GETS), "/onverstuurd/", "/werk/"):
            assert FIRST_WORDS not in client.get(page).content.decode()
    log = AuditEntry.objects.values_list("act", "thing", "reason", "result")
    assert not any("Fatima denkt" in text or "plausible" in text for row in log for text in row)


def test_each_judge_sees_both_once_both_are_there(closed: WeighedCase, fatima, joris) -> None:
    closed.judge_first()
    people.at_the_desk(joris).post(f"{closed.address}oordeel/", closed.judgement_form())
    for member in (fatima, joris):
        page = people.at_the_desk(member).get(closed.address).content.decode()
        assert FIRST_WORDS in page


def test_an_expired_grant_gives_nothing(judged: WeighedCase, fatima, joris) -> None:
    form, now = judged.sign_form(), timezone.now()
    CompartmentGrant.objects.update(since=now - timedelta(days=9), until=now - timedelta(seconds=1))
    for member in (fatima, joris):
        client = people.at_the_desk(member)
        assert client.get(judged.address).status_code == 403
        assert client.post(f"{judged.address}onderteken/", form).status_code == 403
    assert Signature.objects.count() == 0


def test_a_wrong_hash_signs_nothing(judged: WeighedCase, desk) -> None:
    for shown in ("0" * 64, "zz", "", judged.shown_sha256().hex()[:-1]):
        answer = desk.post(f"{judged.address}onderteken/", judged.sign_form(shown=shown))
        assert answer.status_code in (400, 409)
    assert (judged.appraisal.stage, Signature.objects.count()) == ("side-by-side", 0)


def test_a_response_after_the_page_was_shown_changes_the_hash(
    judged: WeighedCase, desk, joris
) -> None:
    form = judged.sign_form()
    response = {"key": "8a" * 16, "text": "Ik zie het anders"}
    people.at_the_desk(joris).post(f"{judged.address}oordeel/reactie/", response)

    assert desk.post(f"{judged.address}onderteken/", form).status_code == 409
    assert Signature.objects.count() == 0


def test_signing_without_reading_or_for_another_version_is_refused(
    judged: WeighedCase, desk
) -> None:
    unread = desk.post(f"{judged.address}onderteken/", judged.sign_form(was_read=""))
    other = desk.post(f"{judged.address}onderteken/", judged.sign_form(number=2))

    assert (unread.status_code, other.status_code) == (400, 409)
    assert Signature.objects.count() == 0


def test_nobody_signs_in_a_closed_case(judged: WeighedCase, desk) -> None:
    form = judged.sign_form()
    Case.objects.filter(pk=judged.case.pk).update(state="closed")
    refused = desk.post(f"{judged.address}onderteken/", form)

    assert refused.status_code == 409
    assert "gesloten" in refused.content.decode()
    assert Signature.objects.count() == 0


def test_nobody_judges_in_a_closed_case(closed: WeighedCase, joris) -> None:
    form = closed.judgement_form()
    Case.objects.filter(pk=closed.case.pk).update(state="closed")
    refused = people.at_the_desk(joris).post(f"{closed.address}oordeel/", form)

    assert refused.status_code == 409
    assert AppraisalJudgement.objects.count() == 0


def test_a_withdrawn_consent_stops_the_signing(judged: WeighedCase, desk, fatima) -> None:
    now = timezone.now()
    Consent.objects.create(
        case=judged.case,
        purpose="appraisal",
        state="withdrawn",
        given_by="self",
        mode="spoken",
        asked_at=now - timedelta(days=3),
        heard_by=fatima,
        withdrawn_at=now - timedelta(days=1),
        withdrawn_heard_by=fatima,
        form_key=b"c" * 16,
    )
    refused = desk.post(f"{judged.address}onderteken/", judged.sign_form())
    assert refused.status_code == 409
    assert "trok de toestemming" in desk.get(f"{judged.address}onderteken/").content.decode()
    assert Signature.objects.count() == 0


def test_an_old_form_does_not_judge_facts_that_were_opened_since(
    closed: WeighedCase, desk, joris
) -> None:
    old = closed.judgement_form()
    desk.post(f"{closed.address}feiten-open/", {"number": 1})
    while_open = people.at_the_desk(joris).post(f"{closed.address}oordeel/", old)
    desk.post(f"{closed.address}feiten-dicht/", {"number": 1})
    afterwards = people.at_the_desk(joris).post(f"{closed.address}oordeel/", old)

    assert (while_open.status_code, afterwards.status_code) == (409, 409)
    assert AppraisalJudgement.objects.count() == 0


@pytest.mark.postgres
def test_a_replayed_form_does_it_once(closed: WeighedCase, desk, joris) -> None:
    first, second = closed.judgement_form(FIRST_WORDS), closed.judgement_form()
    his = people.at_the_desk(joris)
    answers = [desk.post(f"{closed.address}oordeel/", first) for _ in range(2)]
    answers += [his.post(f"{closed.address}oordeel/", second) for _ in range(2)]
    signed = closed.sign_form()
    answers += [desk.post(f"{closed.address}onderteken/", signed) for _ in range(2)]
    assert Signature.objects.count() == 1
    answers += [his.post(f"{closed.address}onderteken/", signed) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {302}
    assert (AppraisalJudgement.objects.count(), Signature.objects.count()) == (2, 2)


def test_a_used_form_gives_nothing_else(closed: WeighedCase, desk, joris) -> None:
    form = closed.judgement_form(FIRST_WORDS)
    desk.post(f"{closed.address}oordeel/", form)
    other_words = desk.post(f"{closed.address}oordeel/", {**form, "text": "Toch anders"})
    by_another = people.at_the_desk(joris).post(f"{closed.address}oordeel/", form)

    assert (other_words.status_code, by_another.status_code) == (409, 409)
    assert AppraisalJudgement.objects.count() == 1


def test_who_judged_nothing_does_not_sign(judged: WeighedCase, team) -> None:
    other = people.a_member(team, "Ander")
    judged.let_in(other, "write")
    answer = people.at_the_desk(other).post(f"{judged.address}onderteken/", judged.sign_form())

    assert answer.status_code == 403


def test_a_judge_who_knows_the_youngster_leaves_without_saying_why(
    closed: WeighedCase, desk, joris
) -> None:
    answer = people.at_the_desk(joris).post(f"{closed.address}oordeel/niet/")
    page = desk.get(closed.address).content.decode()

    assert answer.status_code == 302
    assert people.at_the_desk(joris).get(closed.address).status_code == 403
    assert "Er is een tweede lezer nodig" in page
    assert "kent" not in page
    reasons = AuditEntry.objects.filter(act="appraisal:grant").values_list("reason", flat=True)
    assert list(reasons) == [f"judge:{joris.pk}", f"end:{joris.pk}"]
    assert not CompartmentKeyCopy.objects.filter(member=joris).exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("until", ""),
        ("until", "2020-01-01"),
        ("until", (timezone.localdate() + timedelta(days=190)).isoformat()),
        ("until", "morgen"),
        ("level", "manage"),
        ("level", ""),
        ("to", "999999"),
        ("to", ""),
        ("other_team", ""),
    ],
)
def test_a_grant_without_an_end_or_to_nobody_is_refused(
    draft: WeighedCase, desk, joris, name: str, value: str
) -> None:
    form = {"to": joris.pk, "level": "judge", "until": soon(), "other_team": "nee", name: value}

    assert desk.post(f"{draft.address}toegang/", form).status_code == 400
    assert CompartmentGrant.objects.count() == 1


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PARTNER_LAWYER, Role.ANALYST])
def test_a_grant_never_goes_to_who_holds_no_key(draft: WeighedCase, team, desk, role: Role) -> None:
    other = people.a_member(team, "zz", role)
    form = {"to": other.pk, "level": "read", "until": soon()}

    assert desk.post(f"{draft.address}toegang/", form).status_code == 400
    assert CompartmentGrant.objects.count() == 1


@pytest.mark.postgres
def test_the_only_writer_does_not_lock_everyone_out(draft: WeighedCase, desk, fatima) -> None:
    own = CompartmentGrant.objects.get(member=fatima)
    ended = desk.post(f"{draft.address}toegang/{own.pk}/einde/")
    lowered = desk.post(
        f"{draft.address}toegang/", {"to": fatima.pk, "level": "read", "until": soon()}
    )

    assert (ended.status_code, lowered.status_code) == (409, 409)
    assert CompartmentGrant.objects.active().get().level == "write"


def test_no_page_tells_whether_a_case_has_a_compartment(case, team) -> None:
    """Without one the answer is the same refusal as without a grant."""
    stranger = people.at_the_desk(people.a_member(team, "Ander"))
    pages = [f"/casus/{case.pk}/weging/{page}" for page in GETS]

    assert {stranger.get(page).status_code for page in pages} == {403}


def test_a_finding_of_an_outsider_or_of_tomorrow_is_refused(
    draft: WeighedCase, desk, joris
) -> None:
    draft.let_in(joris, "read")
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    address = f"{draft.address}bevindingen/"
    answers = [
        people.at_the_desk(joris).post(address, finding_form()),
        desk.post(address, finding_form(found_on=tomorrow)),
        desk.post(address, finding_form(authority="nobody")),
        desk.post(address, finding_form(decided="")),
    ]

    assert [answer.status_code for answer in answers] == [403, 400, 400, 400]
    assert draft.compartment.findings.count() == 0


@pytest.mark.postgres
def test_pages_open_at_odd_numbers_and_forms(draft: WeighedCase, desk) -> None:
    for number in ("", "0", "x", "99999999999999999999"):
        for page in ("feiten-dicht/", "feiten-open/", "stop/", "onderteken/"):
            assert desk.post(draft.address + page, {"number": number}).status_code in (403, 409)
    assert desk.post(f"{draft.address}nieuwe-versie/", {"key": "kort"}).status_code == 409
    assert draft.appraisal.stage == "draft"
