"""Whatever happens with consents, what left rests on one; and who got what is all that left."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.integration.test_consents import BRUG, actor_of, answer, asked, decide
from tests.support import people
from tests.support.partners import a_service, an_organisation
from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.actions import consents, disclosures
from uitweg.casework.cases.consents.actions.disclosures import DisclosurePart, DisclosureStatement
from uitweg.casework.cases.consents.models import Disclosure
from uitweg.casework.cases.consents.rules.consents import ConsentState, Recipient
from uitweg.casework.cases.consents.rules.disclosures import (
    DisclosureBasis,
    DisclosureMethod,
    groups_from_text,
)
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible

KINDS = frozenset({"shelter"})
GROUPS = (DataGroup.SAFETY, DataGroup.HEALTH)
TO = (Recipient("De Brug", BRUG), Recipient("De Haven", 2), Recipient("opvang", kind="shelter"))
some_groups = st.sets(st.sampled_from(GROUPS), min_size=1).map(frozenset)
acts = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["given", "refused"]), some_groups, st.sampled_from(TO)),
        st.tuples(st.just("decide"), some_groups, st.sampled_from(TO)),
        st.tuples(st.just("withdraw"), st.integers(0, 9), st.none()),
        st.tuples(st.just("wait"), st.integers(1, 40), st.none()),
        st.tuples(st.just("send"), some_groups, st.none()),
    ),
    min_size=1,
    max_size=8,
)
A_YES, ASK_FOR_ALL = ("given", frozenset(GROUPS), TO[0]), ("send", frozenset(GROUPS), None)
in_one_database = settings(
    max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Story:
    """One case in which things happen after each other, a minute or some days apart."""

    def __init__(self, case: Case, member: Any) -> None:
        self.case, self.member, self.minutes = case, member, 0
        self.sent: list[tuple[str, frozenset[DataGroup]]] = []
        a_service(an_organisation("De Brug", pk=BRUG))

    @property
    def by(self) -> Actor:
        return actor_of(self.member, minutes=self.minutes)

    def act(self, what: str, about: Any, to: Recipient | None) -> None:
        self.minutes += 1
        match what:
            case "wait":
                self.minutes += about * 24 * 60
            case "send":
                self.send(about)
            case "decide":
                until = self.by.today + timedelta(days=3)
                consents.record_decision(case=self.case, **decision(about, to, until), by=self.by)
            case "withdraw":
                rows = list(self.case.consents.filter(state=ConsentState.GIVEN))
                for row in rows[about : about + 1]:
                    consents.withdraw_consent(consent=row, by=self.by)
            case state:
                terms = {
                    "groups": about,
                    "recipients": (to,),
                    "until": self.by.today + timedelta(days=20),
                }
                asked(
                    self.case,
                    self.member,
                    answer(ConsentState(state), **terms),
                    minutes=self.minutes,
                )

    def send(self, groups: frozenset[DataGroup]) -> None:
        """Send each group to De Brug on what it rests on now.

        Without that the first yes of the story, which once gave it, sends nothing.
        """
        bases = consents.sharing_basis(self.case, organisation=BRUG, kinds=KINDS, now=self.by.now)
        for group in groups:
            basis, text = bases[group], f"{group} {self.minutes}"
            if basis.may_share:
                self.disclose(group, text, consent=basis.consent, decision=basis.decision)
                self.sent.append((text, frozenset({group})))
            elif first := self.case.consents.order_by("pk").first():
                with pytest.raises(NotPossible, match="no-basis"):
                    self.disclose(group, text, consent=first.pk)

    def disclose(self, group: DataGroup, text: str, **basis: int | None) -> None:
        disclosures.disclose(
            parts=[DisclosurePart(self.case, 1, frozenset({group}), organisation=BRUG, **basis)],
            content=text.encode(),
            via=DisclosureMethod.REFERRAL,
            statement=DisclosureStatement("De Brug", "Opvang", DisclosureBasis.CONSENT),
            by=self.by,
            snapshot=text,
        )


def decision(groups: frozenset[DataGroup], to: Recipient, until: Any) -> dict[str, Any]:
    reasons = consents.DecisionReasons("Zorg", "Een plek", "Ze zoeken hem", "Bellen")
    terms = consents.SharingTerms(DisclosureBasis.DANGER, groups, (to,), until, until)
    return {"terms": terms, "reasons": reasons}


def check_what_left(story: Story) -> None:
    """Each disclosure rests on a row that counted then, for its group and De Brug."""
    for row in Disclosure.objects.filter(case=story.case).select_related("consent", "decision"):
        basis = row.consent or row.decision
        assert basis is not None
        assert groups_from_text(row.groups) <= set(basis.groups)
        assert BRUG in basis.organisations or KINDS & set(basis.service_kinds)
        assert basis.until is None or basis.until >= story.by.at(row.given_at).today
        if row.consent is not None:
            ended_at = row.consent.withdrawn_at
            assert ended_at is None or ended_at > row.given_at
            later_no = story.case.consents.filter(
                state=ConsentState.REFUSED,
                asked_at__gt=row.consent.asked_at,
                asked_at__lt=row.given_at,
            )
            assert not any(
                set(no.groups) & groups_from_text(row.groups)
                and (BRUG in no.organisations or KINDS & set(no.service_kinds))
                for no in later_no
            )


@in_one_database
@given(acts)
def test_whatever_left_rests_on_what_counted_then_and_who_got_what_is_all_that_left(
    case, fatima, happened
) -> None:
    with transaction.atomic():
        story = Story(case, fatima)
        for what, about, to in [A_YES, *happened, ASK_FOR_ALL]:
            story.act(what, about, to)
        check_what_left(story)
        shown = disclosures.read_disclosures(case=case, by=story.by)

        assert sorted(each.snapshot for each in shown) == sorted(text for text, _ in story.sent)
        assert all(each.statement and not each.is_changed for each in shown)
        transaction.set_rollback(True)


def test_who_sees_a_part_of_the_groups_sees_only_what_was_about_those(case, fatima, joris) -> None:
    asked(case, fatima, answer(groups=frozenset(GROUPS)))
    story = Story(case, fatima)
    story.send(frozenset(GROUPS))
    page = people.let_in(case, joris, "read", "safety").get(f"/casus/{case.pk}/verstrekt/")
    shown = page.content.decode()

    assert "safety 0" in shown
    assert "health 0" not in shown
    assert shown.count("valt buiten jouw toegang") + shown.count("buiten jouw toegang valt") == 1


@pytest.mark.postgres
def test_one_recipient_is_shown_alone_and_the_address_names_nobody(case, desk, fatima) -> None:
    for name in ("De Brug", "Huisarts Jansen"):
        disclosures.disclose(
            parts=[DisclosurePart(case, 1, frozenset({DataGroup.SAFETY}))],
            content=name.encode(),
            via=DisclosureMethod.PARTNER,
            statement=DisclosureStatement(name, f"Iets voor {name}", DisclosureBasis.CONSENT),
            by=actor_of(fatima),
        )
    first = Disclosure.objects.order_by("pk").first()
    assert first is not None
    shown = desk.get(f"/casus/{case.pk}/verstrekt/?aan={first.pk}").content.decode()

    assert "Iets voor De Brug" in shown
    assert "Iets voor Huisarts Jansen" not in shown
    for nonsense in ("x", "-1", "9" * 40):
        every = desk.get(f"/casus/{case.pk}/verstrekt/?aan={nonsense}").content.decode()
        assert "Iets voor Huisarts Jansen" in every


def test_a_text_that_was_changed_afterwards_says_so(case, desk, fatima) -> None:
    asked(case, fatima, answer())
    story = Story(case, fatima)
    story.send(frozenset({DataGroup.SAFETY}))
    row = Disclosure.objects.get()
    forged = Disclosure.objects.filter(pk=row.pk)
    key = case_keys.open_case_key(case, people.keyring_of(fatima))
    sealed = key.lock("cases_disclosure", bytes(row.form_key), "anders", field="sealed_snapshot")
    forged.update(sealed_snapshot=sealed)

    assert (
        "is niet meer wat er wegging" in desk.get(f"/casus/{case.pk}/verstrekt/").content.decode()
    )


def test_a_decision_is_no_way_around_its_own_term(case, fatima) -> None:
    row = decide(case, fatima)
    group = frozenset({DataGroup.SAFETY})
    part = DisclosurePart(case, 1, group, decision=row.pk, organisation=BRUG)
    statement = DisclosureStatement("De Brug", "Opvang", DisclosureBasis.OWN_WORK, "Zie besluit")
    leaves = partial(
        disclosures.disclose,
        parts=[part],
        content=b"x",
        via=DisclosureMethod.REFERRAL,
        statement=statement,
    )
    with pytest.raises(NotPossible, match="no-basis"):
        leaves(by=actor_of(fatima, minutes=5 * 24 * 60))
    assert not Disclosure.objects.exists()

    leaves(by=actor_of(fatima))
