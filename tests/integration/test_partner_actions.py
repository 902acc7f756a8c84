"""Actions of a plan that a partner does: asked, followed, and kept with their rule."""

import re
from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import people
from tests.support.partner_accounts import GROUPS, a_consent, a_partner, answered
from tests.support.partners import a_service, an_organisation
from uitweg.casework.cases.case.models import CaseGrant
from uitweg.casework.cases.case.rules.visibility import Audience
from uitweg.casework.cases.consents.models import Consent, Disclosure
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.cases.timeline.models import Entry
from uitweg.casework.partners.asked_actions import actions as partner_action_states
from uitweg.casework.partners.asked_actions.models import PartnerAction
from uitweg.casework.partners.dispatch.actions import ends as package_ends
from uitweg.casework.partners.dispatch.actions.ends import end_dead_packages, end_package
from uitweg.casework.partners.dispatch.actions.packages import MOST_REPLIES
from uitweg.casework.partners.dispatch.models import Package, PackageReply
from uitweg.platform.accounts.rules import Role
from uitweg.platform.sealing import tokens

WORDS = "Wilt u vrijdag meegaan naar het gesprek?"


@pytest.fixture
def police(db_both):  # type: ignore[no-untyped-def]
    return an_organisation("Politieteam (verzonnen)")


def asking(case, fatima, partner, **said):  # type: ignore[no-untyped-def]
    """Fill in the form that asks a partner; post it, return the answer."""
    day = timezone.localdate() + timedelta(days=5)
    form = {
        "organisation": partner.pk,
        "text": WORDS,
        "due_on": day.isoformat(),
        "owner": fatima.pk,
        "group": "safety",
        "key": tokens.new_token(16).hex(),
        **said,
    }
    return people.at_the_desk(fatima).post(f"/casus/{case.pk}/partner/", form)


@pytest.mark.postgres
def test_a_partner_with_an_account_does_an_action_of_the_plan(case, fatima, police) -> None:
    a_consent(case, police, fatima)
    esra = a_partner(police, "Esra", Role.PARTNER_POLICE)
    key = tokens.new_token(16).hex()
    for _ in range(2):
        assert asking(case, fatima, police, key=key).status_code == 302
    action, asked, package = (
        Action.objects.get(),
        PartnerAction.objects.get(),
        Package.objects.get(),
    )
    assert (action.organisation, action.owner) == (police.pk, fatima)
    assert Disclosure.objects.get().organisation == police.pk
    desk, door = people.at_the_desk(fatima), people.at_the_desk(esra)
    assert "Politieteam" in desk.get(f"/casus/{case.pk}/").content.decode()
    page = desk.get(f"/casus/{case.pk}/partner/{asked.pk}/").content.decode()
    assert "Klaargezet, gaat nu weg." in page
    assert WORDS in door.get(f"/samen/{package.pk}/").content.decode()

    for answer in ("accept", "started", "done"):
        said = answered(answer=answer, text="Gaat goed.", rule="ask-first")
        assert door.post(f"/samen/{package.pk}/antwoord/", said).status_code == 302
    action.refresh_from_db()
    assert (action.state, action.done_on) == ("done", timezone.localdate())
    assert "antwoordde op een actie" in desk.get("/werk/").content.decode()
    page = desk.get(f"/casus/{case.pk}/partner/{asked.pk}/").content.decode()
    assert "Gaat goed." in page
    assert "niet delen zonder ons" in page
    assert "antwoordde op een actie" not in desk.get("/werk/").content.decode()


def test_what_must_not_be_passed_on_is_on_the_timeline_with_its_rule_and_on_no_paper(
    case, fatima, police
) -> None:
    a_consent(case, police, fatima)
    esra = a_partner(police, "Esra", Role.PARTNER_POLICE)
    asking(case, fatima, police)
    asked, package = PartnerAction.objects.get(), Package.objects.get()
    said = answered(answer="note", text="Er loopt een zaak.", rule="team")
    people.at_the_desk(esra).post(f"/samen/{package.pk}/antwoord/", said)
    desk, reply = people.at_the_desk(fatima), package.replies.get()
    for _ in range(2):
        where = f"/casus/{case.pk}/partner/{asked.pk}/antwoord/{reply.pk}/"
        assert desk.post(where).status_code == 302

    entry = Entry.objects.get(form_key=bytes(reply.form_key))
    assert entry.audience == Audience.ORGANISATION
    timeline = desk.get(f"/casus/{case.pk}/").content.decode()
    assert "Van Politieteam (verzonnen)" in timeline
    assert "Afspraak: alleen het team." in timeline
    paper = f"/casus/{case.pk}/papieren/?papier=tijdlijn&voor=advocaat"
    page = desk.get(paper)
    assert page.status_code == 200
    assert "Er loopt een zaak." not in page.content.decode()


def test_without_consent_nothing_is_asked_and_the_page_says_how(case, fatima, police) -> None:
    page = asking(case, fatima, police)

    assert page.status_code == 409
    assert f"/casus/{case.pk}/toestemming/?voor={police.pk}" in page.content.decode()
    assert WORDS in page.content.decode()  # what was typed is kept
    assert not Action.objects.exists()
    assert not Package.objects.exists()


def test_a_consent_for_another_subject_is_not_enough(case, fatima, police) -> None:
    a_consent(case, police, fatima)

    assert asking(case, fatima, police, group="health").status_code == 409
    assert not Package.objects.exists()


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"text": ""}, 400),
        ({"text": "x" * 301}, 400),
        ({"due_on": ""}, 400),
        ({"due_on": "2020-01-01"}, 409),
        ({"due_on": "2199-01-01"}, 409),
        ({"organisation": 999999}, 400),
        ({"owner": 999999}, 400),
        ({"key": "zz"}, 400),
    ],
)
def test_a_bad_form_asks_nothing(case, fatima, police, said, status) -> None:
    a_consent(case, police, fatima)

    assert asking(case, fatima, police, **said).status_code == status
    assert not Action.objects.exists()
    assert not Package.objects.exists()


def test_a_partner_is_no_owner_of_the_action_by_a_made_up_form(case, fatima, police) -> None:
    a_consent(case, police, fatima)
    esra = a_partner(police, "Esra", Role.PARTNER_POLICE)

    assert asking(case, fatima, police, owner=esra.pk).status_code == 400


@pytest.mark.parametrize("level", ["card", "read", "work"])
def test_who_may_only_read_asks_nobody(case, fatima, joris, police, level: str) -> None:
    a_consent(case, police, fatima)
    CaseGrant.objects.create(
        case=case, member=joris, level=level, since=timezone.now(), reason="consulted"
    )

    assert asking(case, joris, police).status_code == (302 if level == "work" else 403)


def test_who_sees_other_subjects_only_does_not_read_the_action(case, fatima, joris, police) -> None:
    a_consent(case, police, fatima)
    asking(case, fatima, police)
    asked = PartnerAction.objects.get()
    desk = people.let_in(case, joris, "work", "school")

    assert desk.get(f"/casus/{case.pk}/partner/{asked.pk}/").status_code == 403


def test_of_another_case_it_is_not_there(case, fatima, police) -> None:
    a_consent(case, police, fatima)
    asking(case, fatima, police)
    desk = people.at_the_desk(fatima)
    desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    asked = PartnerAction.objects.get()

    assert desk.get(f"/casus/{case.pk + 1}/partner/{asked.pk}/").status_code == 404


@pytest.mark.postgres
def test_an_action_that_the_team_drops_is_taken_back(case, fatima, police) -> None:
    a_consent(case, police, fatima)
    esra = a_partner(police, "Esra", Role.PARTNER_POLICE)
    asking(case, fatima, police)
    action, package = Action.objects.get(), Package.objects.get()
    desk = people.at_the_desk(fatima)
    desk.post(f"/casus/actie/{action.pk}/vallen/", {"why": "Niet meer nodig"})

    assert partner_action_states.end_packages_of_ended_actions(now=timezone.now()) == 1
    package.refresh_from_db()
    assert (package.end, bytes(package.sealed_content)) == ("withdrawn", b"")
    page = people.at_the_desk(esra).get(f"/samen/{package.pk}/").content.decode()
    assert WORDS not in page
    assert "teruggenomen" in page


def test_one_that_cannot_be_taken_back_holds_up_no_other(case, fatima, police, monkeypatch) -> None:
    a_consent(case, police, fatima)
    a_partner(police, "Esra", Role.PARTNER_CARE)
    for text in ("Belt u?", "Komt u?"):
        asking(case, fatima, police, text=text)
    first, second = Package.objects.order_by("pk")
    Action.objects.update(state="dropped")

    def ends(*, package: Package, **terms: object) -> None:
        if package == first:
            raise ValueError("broken")
        end_package(package=package, **terms)  # type: ignore[arg-type]

    monkeypatch.setattr(package_ends, "end_package", ends)
    assert partner_action_states.end_packages_of_ended_actions(now=timezone.now()) == 1
    second.refresh_from_db()
    assert second.end == "withdrawn"


def test_what_the_team_dropped_stays_dropped_whatever_they_answer(case, fatima, police) -> None:
    a_consent(case, police, fatima)
    door = people.at_the_desk(a_partner(police, "Esra", Role.PARTNER_CARE))
    asking(case, fatima, police)
    package = Package.objects.get()
    door.post(f"/samen/{package.pk}/antwoord/", answered())
    Action.objects.update(state="dropped")
    door.post(f"/samen/{package.pk}/antwoord/", answered(answer="done"))

    assert Action.objects.get().state == "dropped"
    assert PartnerAction.objects.get().has_news


def a_kind_consent(case, fatima, kind: str, groups: Iterable[str] = GROUPS) -> Consent:  # type: ignore[no-untyped-def]
    return Consent.objects.create(
        case=case,
        purpose="shelter",
        state="given",
        given_by="self",
        mode="spoken",
        groups=sorted(groups),
        service_kinds=[kind],
        asked_at=timezone.now() - timedelta(hours=1),
        heard_by=fatima,
        form_key=tokens.new_token(16),
    )


def block_of_consents(desk, case) -> str:  # type: ignore[no-untyped-def]
    page = " ".join(desk.get(f"/casus/{case.pk}/").content.decode().split())
    return page.partition('id="toestemming"')[2].partition("De jongere wil niets meer delen")[0]


def test_a_withdrawal_says_first_who_loses_what_and_then_no_screen_says_that_it_runs(
    case, fatima
) -> None:
    haven = an_organisation("De Haven (verzonnen)")
    a_service(haven)
    a_consent(case, haven, fatima)
    wide = a_kind_consent(case, fatima, "shelter")
    desk = people.at_the_desk(fatima)
    assert asking(case, fatima, haven).status_code == 302
    asked = PartnerAction.objects.get()

    before = block_of_consents(desk, case)
    assert "Dan stopt ook:" in before
    assert "De Haven (verzonnen): 1 actie" in before
    assert "2 lopen" in before

    address = re.search(rf'action="(\S*/{wide.pk}/\S*)"', before)
    assert address
    assert desk.post(address[1]).status_code == 302
    after = block_of_consents(desk, case)
    assert "niets afgesproken" in after
    assert "opgeheven door een nee van" in after
    page = " ".join(desk.get(f"/casus/{case.pk}/").content.decode().split())
    assert "gestopt: geen toestemming meer" in page
    assert "Gestopt" in desk.get(f"/casus/{case.pk}/partner/{asked.pk}/").content.decode()

    end_dead_packages(now=timezone.now())
    followed = desk.get(f"/casus/{case.pk}/partner/{asked.pk}/").content.decode()
    assert "kan er niets meer van lezen" in followed
    assert "Nog niet geopend" not in followed


def test_a_yes_by_name_that_nobody_took_back_still_runs(case, fatima) -> None:
    haven = an_organisation("De Haven (verzonnen)")
    a_service(haven)
    a_consent(case, haven, fatima)
    desk = people.at_the_desk(fatima)
    asking(case, fatima, haven)
    block = block_of_consents(desk, case)

    assert "1 loopt" in block
    assert "De Haven (verzonnen): 1 actie" in block
    assert "opgeheven" not in block
    assert "gestopt" not in desk.get(f"/casus/{case.pk}/").content.decode()


def test_a_word_too_many_of_a_partner_is_a_sentence_and_not_an_error(case, fatima, police) -> None:
    a_consent(case, police, fatima)
    esra = a_partner(police, "Esra", Role.PARTNER_POLICE)
    asking(case, fatima, police)
    package, door = Package.objects.get(), people.at_the_desk(esra)
    PackageReply.objects.bulk_create(
        PackageReply(
            package=package, answer="note", replied_at=timezone.now(), form_key=tokens.new_token(16)
        )
        for _ in range(MOST_REPLIES)
    )
    said = answered(answer="note", text="Nog een woord.", rule="ask-first")
    answer = door.post(f"/samen/{package.pk}/antwoord/", said)

    assert answer.status_code == 409
    assert "Bel het team." in answer.content.decode()


def test_what_rests_on_other_groups_does_not_stop(case, fatima) -> None:
    haven = an_organisation("De Haven (verzonnen)")
    a_service(haven)
    a_consent(case, haven, fatima)
    a_kind_consent(case, fatima, "shelter", {"school-work"})
    asking(case, fatima, haven)
    block = block_of_consents(people.at_the_desk(fatima), case)

    assert block.count("De Haven (verzonnen): 1 actie") == 1
