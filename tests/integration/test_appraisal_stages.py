"""A weighing from draft to two signatures: what may follow what, and what stays for ever."""

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.utils import timezone

from tests.support import appraisals, people
from tests.support.appraisals import FIRST_WORDS, OFFENCE, SECOND_WORDS, WeighedCase, actor
from tests.support.rota import a_shift
from uitweg.casework.appraisal.compartment.models import Appraisal, AppraisalJudgement, Signature
from uitweg.casework.appraisal.compartment.rules.stages import Stage
from uitweg.casework.appraisal.facts.rules.content import Unseen
from uitweg.casework.appraisal.judging.actions import judgements, stages
from uitweg.casework.appraisal.paper.actions import signing
from uitweg.casework.appraisal.paper.rules.frozen import frozen_from_json, frozen_to_json
from uitweg.casework.cases.timeline.rules.fuzzy_dates import FuzzyDate, Precision
from uitweg.casework.duty.shifts.models import Shift
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.models import Member
from uitweg.platform.sealing import tokens


@pytest.fixture
def draft(case, fatima, joris) -> WeighedCase:  # type: ignore[no-untyped-def]
    return appraisals.a_draft(case, fatima, joris)


@pytest.fixture
def closed(case, fatima, joris) -> WeighedCase:  # type: ignore[no-untyped-def]
    return appraisals.a_closed_one(case, fatima, joris)


@pytest.fixture
def judged(case, fatima, joris) -> WeighedCase:  # type: ignore[no-untyped-def]
    return appraisals.a_judged_one(case, fatima, joris)


@pytest.mark.postgres
def test_the_whole_way_to_two_signatures(draft: WeighedCase, fatima, joris) -> None:
    seen = [draft.appraisal.stage]
    draft.close_facts()
    draft.let_in(joris)
    for step in (draft.judge_first, draft.judge_second, lambda: draft.sign(fatima)):
        seen.append(draft.appraisal.stage)
        step()
    seen.append(draft.appraisal.stage)
    draft.sign(joris)

    assert [*seen, draft.appraisal.stage] == [
        "draft", "facts-closed", "facts-closed", "side-by-side", "signing", "signed",
    ]  # fmt: skip
    assert draft.appraisal.signed_at is not None


def test_facts_close_only_when_nothing_is_missing(case, fatima, joris) -> None:
    content = appraisals.whole_content()
    weighed = appraisals.a_draft(case, fatima, joris, type(content)(facts=content.facts))

    with pytest.raises(stages.AppraisalIncomplete) as refused:
        weighed.close_facts()

    assert refused.value.missing
    assert weighed.appraisal.stage == "draft"


def test_facts_that_are_closed_twice_were_closed_the_first_time(closed: WeighedCase) -> None:
    first = closed.appraisal.facts_closed_at
    closed.close_facts()

    assert (closed.appraisal.stage, closed.appraisal.facts_closed_at) == ("facts-closed", first)


def test_facts_open_again_only_while_nobody_judged(closed: WeighedCase, fatima) -> None:
    stages.reopen_facts(appraisal=closed.appraisal, by=actor(fatima))
    assert (closed.appraisal.stage, closed.appraisal.facts_closed_at) == ("draft", None)

    closed.close_facts()
    closed.judge_first()
    with pytest.raises(NotPossible, match="appraisal-judged"):
        stages.reopen_facts(appraisal=closed.appraisal, by=actor(fatima))


def test_nobody_gets_the_others_judgement_until_both_are_there(
    closed: WeighedCase, fatima, joris
) -> None:
    closed.judge_first()
    for_judge = judgements.judgements_for(closed.appraisal, closed.key(), actor(joris))
    for_author = judgements.judgements_for(closed.appraisal, closed.key(), actor(fatima))
    closed.judge_second()
    both = judgements.judgements_for(closed.appraisal, closed.key(), actor(joris))

    assert [each.written for each in for_judge] == [None]
    assert [each.written.text for each in for_author if each.written] == [FIRST_WORDS]
    assert [each.written.text for each in both if each.written] == [FIRST_WORDS, SECOND_WORDS]


@pytest.mark.postgres
def test_a_judgement_and_its_response_never_change(judged: WeighedCase, fatima) -> None:
    own = judged.appraisal.judgements.get(place="first")
    judgements.respond(judgement=own, text="Nee", form_key=b"r" * 16, by=actor(fatima))

    with pytest.raises(NotPossible, match="response-there"):
        judgements.respond(judgement=own, text="Toch", form_key=b"s" * 16, by=actor(fatima))
    given = judgements.both_judgements(judged.appraisal, judged.key())
    assert [each.response for each in given] == ["Nee", ""]


@pytest.mark.postgres
def test_what_is_signed_is_frozen_with_its_hash(judged: WeighedCase, fatima, joris) -> None:
    shown = judged.shown_sha256()
    judged.sign(fatima)
    frozen = frozen_from_json(signing.frozen_content(judged.appraisal, judged.key()))

    assert bytes(judged.appraisal.content_sha256) == shown == judged.shown_sha256()
    assert tokens.sha256(frozen_to_json(frozen).encode()) == shown
    assert OFFENCE in [fact.text for fact in frozen.content.facts]
    assert [each.written.text for each in frozen.judgements] == [FIRST_WORDS, SECOND_WORDS]
    assert [each.name for each in frozen.judgements] == ["Fatima", "Joris"]


def test_the_only_signature_can_be_taken_back_two_cannot(
    judged: WeighedCase, fatima, joris
) -> None:
    judged.sign(fatima)
    signing.withdraw_signing(appraisal=judged.appraisal, by=actor(joris))
    assert (judged.appraisal.stage, Signature.objects.count()) == ("side-by-side", 0)
    assert bytes(judged.appraisal.content_sha256) == b""

    judged.sign(joris)
    judged.sign(fatima)
    with pytest.raises(NotPossible, match="appraisal-moved"):
        signing.withdraw_signing(appraisal=judged.appraisal, by=actor(fatima))
    assert Signature.objects.count() == 2


def test_no_signature_is_taken_back_before_there_is_one(closed: WeighedCase, desk, joris) -> None:
    """It would lead past the judgements, to a stage in which nobody can give one any more."""
    for client in (desk, people.at_the_desk(joris)):
        answer = client.post(f"{closed.address}onderteken/terug/", {"number": 1})
        assert answer.status_code in (403, 409)
    assert closed.appraisal.stage == "facts-closed"
    closed.judge_first()
    closed.judge_second()


def test_a_new_version_begins_with_what_the_old_one_says(
    judged: WeighedCase, fatima, joris
) -> None:
    judged.sign(fatima)
    judged.sign(joris)
    first = judged.appraisal
    second = stages.new_version(appraisal=first, form_key=b"v" * 16, by=actor(fatima))
    again = stages.new_version(appraisal=first, form_key=b"v" * 16, by=actor(fatima))

    assert second == again
    assert (second.number, second.stage, second.author) == (2, "draft", fatima)
    assert second.items.count() == first.items.count()
    assert Appraisal.objects.get(number=1).stage == "signed"
    with pytest.raises(NotPossible, match="appraisal-newer"):
        stages.new_version(appraisal=first, form_key=b"w" * 16, by=actor(fatima))


@pytest.mark.postgres
def test_an_open_version_ends_when_the_next_begins(closed: WeighedCase, fatima) -> None:
    closed.judge_first()
    stages.new_version(appraisal=closed.appraisal, form_key=b"v" * 16, by=actor(fatima))

    assert list(Appraisal.objects.order_by("number").values_list("stage", flat=True)) == [
        Stage.ENDED,
        Stage.DRAFT,
    ]
    assert AppraisalJudgement.objects.count() == 1


def test_while_one_signed_no_version_ends(judged: WeighedCase, fatima) -> None:
    judged.sign(fatima)

    for act in (
        stages.end_appraisal,
        lambda **said: stages.new_version(form_key=b"v" * 16, **said),
    ):
        with pytest.raises(NotPossible, match="appraisal-moved"):
            act(appraisal=judged.appraisal, by=actor(fatima))


@pytest.mark.postgres
def test_two_versions_are_never_open_at_once(draft: WeighedCase) -> None:
    first = draft.appraisal
    with pytest.raises(Exception, match=r"one_open_appraisal|UNIQUE"):
        Appraisal.objects.create(
            compartment=first.compartment,
            number=2,
            author=first.author,
            made_at=first.made_at,
            form_key=b"x" * 16,
        )


def test_unseen_is_part_of_what_is_signed(judged: WeighedCase) -> None:
    text = signing.frozen_content(judged.appraisal, judged.key())

    assert frozen_from_json(text).content.unseen == appraisals.whole_content().unseen
    assert isinstance(frozen_from_json(text).content.unseen[0], Unseen)


def test_who_judges_a_new_version_does_not_see_the_old_judgements_first(
    judged: WeighedCase, fatima, team
) -> None:
    old = judged.appraisal
    stages.new_version(appraisal=old, form_key=b"v" * 16, by=actor(fatima))
    judged.close_facts()
    fresh = people.a_member(team, "Vers")
    judged.let_in(fresh)
    before = judgements.judgements_for(old, judged.key(), actor(fresh))
    page, paper = (
        people.at_the_desk(fresh).get(f"{judged.address}{each}?versie=1").content.decode()
        for each in ("", "papier/")
    )
    with pytest.raises(NotPossible, match="judge-first"):
        judgements.require_sees_judgements(old, actor(fresh))
    judged.give(fresh, judged.written("Ik zie het zo"))
    after = judgements.judgements_for(old, judged.key(), actor(fresh))

    assert [each.written for each in before] == [None, None]
    assert FIRST_WORDS not in page + paper
    assert SECOND_WORDS not in page + paper
    assert all(each.written for each in after)


def test_who_is_asked_before_the_new_version_begins_sees_no_old_judgement(
    judged: WeighedCase, fatima, joris, team
) -> None:
    fresh = people.a_member(team, "Vers")
    judged.let_in(fresh)
    for member in (fatima, joris):
        judged.sign(member)
    seen = judgements.judgements_for(judged.appraisal, judged.key(), actor(fresh))
    pages = [people.at_the_desk(fresh).get(f"{judged.address}{each}") for each in ("", "papier/")]
    own = judgements.judgements_for(judged.appraisal, judged.key(), actor(joris))

    assert [each.written for each in seen] == [None, None]
    assert not any(FIRST_WORDS in page.content.decode() for page in pages)
    assert all(each.written for each in own)


def test_who_judged_an_earlier_version_is_named_so(judged: WeighedCase, fatima, joris) -> None:
    stages.new_version(appraisal=judged.appraisal, form_key=b"v" * 16, by=actor(fatima))
    judged.close_facts()
    judged.judge_first()
    judged.judge_second()
    frozen = frozen_from_json(signing.frozen_content(judged.appraisal, judged.key()))
    page = people.at_the_desk(joris).get(judged.address).content.decode()

    assert [each.saw_earlier for each in frozen.judgements] == [True, True]
    assert page.count("kon de oordelen van een eerdere versie al lezen") == 2
    paper = people.at_the_desk(joris).get(f"{judged.address}papier/").content.decode()
    assert paper.count("Kon de oordelen van een eerdere versie al lezen.") == 2


@pytest.mark.parametrize(("level", "saw"), [("read", True), ("write", True), ("judge", False)])
def test_who_could_read_the_judgements_of_an_earlier_version_is_named_so(
    judged: WeighedCase, fatima, team, level: str, saw: bool
) -> None:
    """Access to read, and then to judge the next version, is no way round the first judgement."""
    fresh = people.a_member(team, "Vers")
    judged.let_in(fresh, level)
    stages.new_version(appraisal=judged.appraisal, form_key=b"v" * 16, by=actor(fatima))
    judged.close_facts()
    judged.let_in(fresh)
    judged.judge_first()
    judged.give(fresh, judged.written("Ik zie het zo"))
    found = judgements.judgements_for(judged.appraisal, judged.key(), actor(fatima))

    assert [each.saw_earlier for each in found] == [True, saw]


def test_who_prepares_access_hears_that_there_is_a_weighing_and_not_what_is_in_it(
    judged: WeighedCase, desk
) -> None:
    page = desk.get(f"/casus/{judged.case.pk}/inzage/").content.decode()

    assert "Er is ook een weging" in page
    assert OFFENCE not in page


ASKED = "Is de jongere nu veilig?"


@pytest.fixture
def threatened(case, fatima, joris) -> WeighedCase:  # type: ignore[no-untyped-def]
    """A weighing with a threat of yesterday; Joris judges, and has no access to the case."""
    yesterday = FuzzyDate(timezone.localdate() - timedelta(days=1), Precision.DAY)
    threat = appraisals.a_fact("again", title="Stond weer voor de deur", at=yesterday)
    content = appraisals.with_fact(appraisals.whole_content(), threat)
    weighed = appraisals.a_draft(case, fatima, joris, content)
    weighed.let_in(joris)
    return weighed


def asked_on(page: HttpResponse) -> str:
    """Return the words and links of the question whether the youngster is safe now."""
    found = re.search(r'<section class="hot".*?</section>', page.content.decode(), re.DOTALL)
    return " ".join(found[0].split()) if found else ""


def test_a_recent_threat_leads_who_has_the_card_to_it(threatened: WeighedCase, desk) -> None:
    asked = asked_on(desk.get(threatened.address))

    assert ASKED in asked
    assert "Stond weer voor de deur" in asked
    assert "Foto van de voordeur" not in asked
    assert f'href="/casus/{threatened.case.pk}/kaart/"' in asked
    assert "Bel" not in asked


def test_a_recent_threat_tells_who_lacks_the_card_whom_to_call(
    threatened: WeighedCase, fatima, joris
) -> None:
    Member.objects.filter(pk=fatima.pk).update(phone="+31655500010")
    Member.objects.filter(pk=joris.pk).update(phone="+31655500012")
    desk = people.at_the_desk(joris)
    without_duty = asked_on(desk.get(threatened.address))
    shift = a_shift(fatima, hours=-1)
    asked = asked_on(desk.get(threatened.address))
    Shift.objects.filter(pk=shift.pk).update(member=joris)
    own = asked_on(desk.get(threatened.address))

    assert "Niemand heeft dienst. Bel" in without_duty
    assert ASKED in asked
    assert "Stond weer voor de deur" in asked
    assert "Bel wie dienst heeft" in asked
    assert "tel:+31655500010" in asked
    assert "/kaart/" not in asked
    assert "Jij hebt dienst." in own
    assert "/kaart/" in own


def test_without_a_recent_threat_nothing_is_asked(draft: WeighedCase, desk) -> None:
    assert ASKED not in desk.get(draft.address).content.decode()
