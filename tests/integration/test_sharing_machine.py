"""Whatever is agreed, refused, taken back, sent and opened, in any order: nobody reads what may not.

A model in plain Python says what may be read at each moment; every try to open a package is held
against it, by an account and by link and code.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support import people
from tests.support.packages import LinkVisitor, SentPackage
from tests.support.partners import a_service, an_organisation
from uitweg.casework.cases.case.actions.case_keys import open_case_key
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.visibility import FULL_VISIBILITY
from uitweg.casework.cases.consents.actions import consents, disclosures
from uitweg.casework.cases.consents.actions.consents import (
    ConsentAnswer,
    SharingTerms,
    sharing_basis,
)
from uitweg.casework.cases.consents.models import Consent
from uitweg.casework.cases.consents.rules.consents import (
    ConsentPurpose,
    ConsentState,
    DecisionReasons,
    Recipient,
)
from uitweg.casework.cases.consents.rules.disclosures import DisclosureBasis
from uitweg.casework.cases.grants.actions import opening
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.dispatch.actions import ends as package_ends
from uitweg.casework.partners.dispatch.actions import links as package_links
from uitweg.casework.partners.dispatch.actions import packages
from uitweg.casework.partners.dispatch.actions.leaving import PartTerms
from uitweg.casework.partners.dispatch.models import Package
from uitweg.casework.partners.dispatch.rules.messages import CodeWay
from uitweg.casework.partners.dispatch.rules.packages import (
    PackageContent,
    PackageKind,
    PackageSection,
    PartnerAnswer,
)
from uitweg.channel.answers.actions import reports
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.sealing import split_key, tokens

GROUPS = (DataGroup.CONTACT, DataGroup.HEALTH, DataGroup.LAW_POLICE)
START = datetime(2027, 3, 27, 20, 0, tzinfo=timezone.get_default_timezone())
"""The evening before summer time begins: a day of 23 hours is among those passed."""
SHELTER = "shelter"


@dataclass(frozen=True)
class SaidAnswer:
    row: int
    case: int
    at: datetime
    says_yes: bool
    groups: frozenset[DataGroup]
    by_name: frozenset[int]
    by_kind: bool
    until: datetime | None


@dataclass(frozen=True)
class SaidDecision:
    row: int
    case: int
    groups: frozenset[DataGroup]
    organisation: int
    until: datetime


@dataclass(frozen=True)
class Sent:
    package: Package
    rests_on: dict[tuple[int, DataGroup], tuple[str, int]]
    content: PackageContent
    ends_at: datetime
    link_half: bytes | None


@dataclass
class Model:
    """What was said and sent so far, and what follows from it; knows nothing of the store."""

    offers_shelter: frozenset[int]
    answers: list[SaidAnswer] = field(default_factory=list)
    decisions: list[SaidDecision] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    decided: set[int] = field(default_factory=set)
    ended: set[int] = field(default_factory=set)

    def basis(
        self, case: int, group: DataGroup, organisation: int, now: datetime
    ) -> tuple[str, int] | None:
        """Return on which row this may be shared now, as ("consent", 3); None when it may not."""
        named, heard = None, None
        for said in self.answers:  # in the order in which they were said
            reaches = organisation in said.by_name or (
                said.by_kind and organisation in self.offers_shelter
            )
            if said.case != case or group not in said.groups or not reaches:
                continue
            heard = said
            named = said if organisation in said.by_name else named
        last = named if named and not named.says_yes else heard
        if last and last.says_yes and (last.until is None or now < last.until):
            return ("consent", last.row)
        for decision in self.decisions:
            fits = decision.case == case and decision.organisation == organisation
            if fits and group in decision.groups and now < decision.until:
                return ("decision", decision.row)
        return None

    def may_open(self, sent: Sent, now: datetime) -> bool:
        organisation = sent.package.organisation_id
        return (
            sent.package.pk not in self.ended
            and now < sent.ends_at
            and all(
                self.basis(case, group, organisation, now) is not None
                for (case, group) in sent.rests_on
            )
        )


@dataclass
class World:
    fatima: Member
    noor: Member
    cases: list[Case]
    with_account: Organisation
    by_link: Organisation
    model: Model
    now: datetime = START

    @property
    def by(self) -> Any:
        return people.acting(self.fatima, now=self.now, keyring=people.keyring_of(self.fatima))

    @property
    def organisations(self) -> tuple[Organisation, Organisation]:
        return (self.with_account, self.by_link)

    def passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    def end_of_day(self, days: int) -> datetime:
        day = timezone.localdate(self.now) + timedelta(days=days + 1)
        return timezone.make_aware(datetime.combine(day, datetime.min.time()))

    def answers(
        self, case: int, which: int, groups: frozenset[DataGroup], *, yes: bool, days: int | None
    ) -> None:
        """Ask about one organisation, both, or any shelter; each answer comes a moment later."""
        self.now += timedelta(seconds=1)
        asked = {0: self.organisations[:1], 1: self.organisations[1:], 2: self.organisations}
        chosen = asked.get(which, ())
        recipients = tuple(Recipient(each.name, organisation=each.pk) for each in chosen)
        if which == 3:
            recipients = (Recipient("opvang", kind=SHELTER),)
        until = timezone.localdate(self.now) + timedelta(days=days) if days is not None else None
        answer = ConsentAnswer(
            state=ConsentState.GIVEN if yes else ConsentState.REFUSED,
            groups=groups,
            recipients=recipients,
            purpose=ConsentPurpose.SHELTER,
            until=until,
        )
        (row,) = consents.record_consents(case=self.cases[case], answers=[answer], by=self.by)
        self.model.answers.append(
            SaidAnswer(
                row=row.pk,
                case=case,
                at=self.now,
                says_yes=yes,
                groups=groups,
                by_name=frozenset(each.pk for each in chosen),
                by_kind=which == 3,
                until=self.end_of_day(days) if yes and days is not None else None,
            )
        )

    def withdraws(self, number: int) -> None:
        given = [said for said in self.model.answers if said.says_yes]
        if not given:
            return
        self.now += timedelta(seconds=1)
        said = given[number % len(given)]
        consents.withdraw_consent(consent=Consent.objects.get(pk=said.row), by=self.by)
        self.model.answers.remove(said)
        # from this moment it is a no, and the last thing said
        self.model.answers.append(
            SaidAnswer(
                said.row,
                said.case,
                self.now,
                says_yes=False,
                groups=said.groups,
                by_name=said.by_name,
                by_kind=said.by_kind,
                until=None,
            )
        )

    def decides(self, case: int, which: int, groups: frozenset[DataGroup], days: int) -> None:
        organisation = self.organisations[which % 2]
        terms = SharingTerms(
            basis=DisclosureBasis.DANGER,
            groups=groups,
            recipients=(Recipient(organisation.name, organisation=organisation.pk),),
            until=timezone.localdate(self.now) + timedelta(days=days),
            tell_on=timezone.localdate(self.now) + timedelta(days=7),
        )
        reasons = DecisionReasons("opvang zoeken", "een bed", "anders op straat", "geen")
        row = consents.record_decision(
            case=self.cases[case], terms=terms, reasons=reasons, by=self.by
        )
        self.model.decisions.append(
            SaidDecision(row.pk, case, groups, organisation.pk, self.end_of_day(days))
        )

    def sends(
        self,
        about: tuple[int, ...],
        which: int,
        groups: frozenset[DataGroup],
        hours: int,
        *,
        only_what_may: bool = False,
    ) -> None:
        """Send a referral about one case, or a conference's items about both."""
        organisation = self.organisations[which % 2]
        if only_what_may:
            groups = self._may_be_sent(about, organisation, groups) or groups
        expected = {
            (case, group): self.model.basis(case, group, organisation.pk, self.now)
            for case in about
            for group in groups
        }
        parts = [part for case in about for part in self._parts(case, organisation, groups)]
        content = PackageContent(
            title="Verzonnen vraag",
            asked="",
            sender="Fatima",
            phone="",
            sections=tuple(PackageSection(f"casus {case}", "Verzonnen") for case in about),
        )
        terms: dict[str, Any] = {
            "kind": PackageKind.REFERRAL if len(about) == 1 else PackageKind.CONFERENCE,
            "organisation": organisation,
            "content": content,
            "parts": parts,
            "purpose": "Opvang",
            "answer_by": None,
            "opens_until": self.now + timedelta(hours=hours),
            "reply_public": packages.new_reply_key()[1],
            "by": self.by,
        }
        if None in expected.values():
            with pytest.raises(NotPossible, match="no-basis"):
                packages.send_package(**terms)
            return
        package = packages.send_package(**terms)
        by_link = organisation == self.by_link
        link = SentPackage(package, b"", Consent()).link if by_link else ""
        self.model.sent.append(
            Sent(
                package,
                {key: row for key, row in expected.items() if row},
                content,
                self.now + timedelta(hours=hours),
                bytes.fromhex(link.partition("#")[2]) if by_link else None,
            )
        )

    def _may_be_sent(
        self, about: tuple[int, ...], organisation: Organisation, groups: frozenset[DataGroup]
    ) -> frozenset[DataGroup]:
        return frozenset(
            group
            for group in groups
            if all(self.model.basis(case, group, organisation.pk, self.now) for case in about)
        )

    def _parts(
        self, case: int, organisation: Organisation, groups: frozenset[DataGroup]
    ) -> Iterator[PartTerms]:
        """Yield the parts as the pages make them: one for each row that something rests on."""
        kinds = frozenset({SHELTER})
        basis = sharing_basis(
            self.cases[case], organisation=organisation.pk, kinds=kinds, now=self.now
        )
        rows = {(basis[group].consent, basis[group].decision) for group in groups}
        for consent, decision in sorted(rows, key=str):
            own = frozenset(
                group
                for group in groups
                if (basis[group].consent, basis[group].decision) == (consent, decision)
            )
            sections = (PackageSection(f"casus {case}", "Verzonnen"),)
            yield PartTerms(self.cases[case], own, consent, decision, sections)

    def opens(self, number: int) -> None:
        """Let the partner try to open one of the packages, and hold what comes against the model."""
        if not self.model.sent:
            return
        sent = self.model.sent[number % len(self.model.sent)]
        may = self.model.may_open(sent, self.now)
        got = self._by_link(sent) if sent.link_half else self._by_account(sent)
        assert got == (sent.content if may else None)

    def _by_account(self, sent: Sent) -> PackageContent | None:
        by = Actor(self.noor, self.now, people.keyring_of(self.noor))
        try:
            return packages.open_as_member(package=Package.objects.get(pk=sent.package.pk), by=by)
        except NotPossible:
            return None

    def _by_link(self, sent: Sent) -> PackageContent | None:
        assert sent.link_half
        public_id, proof = bytes(sent.package.public_id), split_key.link_proof(sent.link_half)
        self.passes(1)  # so that an hour's codes never run out
        may = self.model.may_open(sent, self.now)
        asked = package_links.request_code(
            public_id=public_id, proof=proof, way=CodeWay.SMS, now=self.now
        )
        code = SentPackage(sent.package, b"", Consent()).last_code() if asked else "000000"
        opened = package_links.open_with_code(
            public_id=public_id, proof=proof, code=code, now=self.now
        )
        if not isinstance(opened, package_links.OpenedLink) or not opened.sealed_content:
            assert not may
            return (
                sent.content if self.model.may_open(sent, self.now - timedelta(hours=1)) else None
            )
        assert may
        visitor = LinkVisitor(f"/vraag/{public_id.hex()}/#{sent.link_half.hex()}")
        return visitor.decrypted(opened.server_half, opened.sealed_key, opened.sealed_content)

    def answers_package(self, number: int, answer: PartnerAnswer) -> None:
        if not self.model.sent:
            return
        sent = self.model.sent[number % len(self.model.sent)]
        may = self.model.may_open(sent, self.now)
        try:
            packages.answer_package(
                package=sent.package,
                answer=answer,
                text="",
                form_key=tokens.new_token(16),
                by=package_links.LinkHolder(sent.package, self.now),
            )
        except NotPossible:
            assert not may
            return
        is_promise = sent.package.kind == PackageKind.CONFERENCE and answer is PartnerAnswer.ACCEPT
        is_first = sent.package.pk not in self.model.decided
        self.model.decided.add(sent.package.pk)
        if may and is_first and not is_promise:
            self.model.ended.add(sent.package.pk)

    def worker_looks(self) -> None:
        """End what is dead; whatever was ended may never be opened again."""
        package_ends.end_dead_packages(now=self.now)
        for sent in self.model.sent:
            if not self.model.may_open(sent, self.now):
                self.model.ended.add(sent.package.pk)
                row = Package.objects.get(pk=sent.package.pk)
                assert not row.sealed_content
                assert not row.key_copies.exists()

    def holds(self) -> None:
        """Who got what is exactly what was sent, no more and no less, case by case."""
        for number, case in enumerate(self.cases):
            key = open_case_key(case, people.keyring_of(self.fatima))
            rows = disclosures.decrypt_disclosures(case, key, FULL_VISIBILITY)
            recorded = sorted(
                (row.row.organisation or 0, group)
                for row in rows
                for group in row.row.groups.split(",")
            )
            expected = sorted(
                (sent.package.organisation_id, str(group))
                for sent in self.model.sent
                for (of, group) in sent.rests_on
                if of == number
            )
            assert recorded == expected


groups_chosen = st.frozensets(st.sampled_from(GROUPS), min_size=1)
case_chosen = st.integers(0, 1)
step = st.one_of(
    st.tuples(
        st.just("answers"),
        st.fixed_dictionaries(
            {
                "case": case_chosen,
                "which": st.integers(0, 3),
                "groups": groups_chosen,
                "yes": st.sampled_from([True, True, True, False]),
                "days": st.none() | st.integers(0, 3),
            }
        ),
    ),
    st.tuples(st.just("withdraws"), st.fixed_dictionaries({"number": st.integers(0, 5)})),
    st.tuples(
        st.just("decides"),
        st.fixed_dictionaries(
            {
                "case": case_chosen,
                "which": st.integers(0, 1),
                "groups": groups_chosen,
                "days": st.integers(0, 2),
            }
        ),
    ),
    st.tuples(
        st.just("sends"),
        st.fixed_dictionaries(
            {
                "about": st.sampled_from([(0,), (1,), (0, 1)]),
                "which": st.integers(0, 1),
                "groups": groups_chosen,
                "hours": st.integers(20, 100),
                "only_what_may": st.sampled_from([True, True, True, False]),
            }
        ),
    ),
    st.tuples(st.just("opens"), st.fixed_dictionaries({"number": st.integers(0, 5)})),
    st.tuples(
        st.just("answers_package"),
        st.fixed_dictionaries(
            {
                "number": st.integers(0, 5),
                "answer": st.sampled_from([PartnerAnswer.ACCEPT, PartnerAnswer.DECLINE_FULL]),
            }
        ),
    ),
    st.tuples(st.just("passes"), st.fixed_dictionaries({"hours": st.integers(1, 30)})),
    st.tuples(st.just("worker_looks"), st.just({})),
)


class _Undone(Exception):
    """Ends an example, so that nothing of it is stored."""


@pytest.fixture
def world(team, fatima, every_channel) -> World:  # type: ignore[no-untyped-def]
    by = people.acting(fatima, keyring=people.keyring_of(fatima))
    cases = []
    for _ in range(2):
        report = people.a_report()
        said = reports.open_conversation(report=report, by=by)
        cases.append(opening.open_case(report=report, conversation=said, by=by))
    with_account = an_organisation("De Haven (verzonnen)")
    by_link = an_organisation("De Brug (verzonnen)")
    for each in (with_account, by_link):
        a_service(each)
    noor = people.a_member(team, "Noor", Role.PARTNER_CARE, organisation=with_account.pk)
    Member.objects.filter(pk=noor.pk).update(
        since=START.date(), until=START.date().replace(year=2028)
    )
    noor.refresh_from_db()
    model = Model(offers_shelter=frozenset({with_account.pk, by_link.pk}))
    return World(fatima, noor, cases, with_account, by_link, model)


def _run(world: World, steps: list[tuple[str, dict[str, Any]]]) -> None:
    for name, arguments in steps:
        getattr(world, name)(**arguments)
    for number in range(len(world.model.sent)):
        world.opens(number)
    world.holds()


def _hold_against_model(world: World, steps: list[tuple[str, dict[str, Any]]]) -> None:
    """Do these steps in a world of their own, of which nothing is stored."""
    fresh = World(
        world.fatima,
        world.noor,
        world.cases,
        world.with_account,
        world.by_link,
        Model(world.model.offers_shelter),
    )
    try:
        with transaction.atomic():
            _run(fresh, steps)
            raise _Undone
    except _Undone:
        pass


in_any_order = given(steps=st.lists(step, min_size=6, max_size=24))
terms = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@settings(terms, max_examples=15)
@in_any_order
def test_what_is_decrypted_is_within_a_live_basis_at_that_moment(world, steps) -> None:
    _hold_against_model(world, steps)


@pytest.mark.long
@settings(terms, max_examples=500)
@in_any_order
def test_what_is_decrypted_is_within_a_live_basis_many_times(world, steps) -> None:
    _hold_against_model(world, steps)


@pytest.mark.postgres
def test_the_usual_story_opens_and_the_withdrawn_one_does_not(world) -> None:
    both = frozenset({DataGroup.CONTACT, DataGroup.HEALTH})
    for which in (0, 1):
        world.answers(0, which, both, yes=True, days=3)
        world.sends((0,), which, both, hours=50)
        world.opens(which)
    assert len(world.model.sent) == 2
    assert all(world.model.may_open(sent, world.now) for sent in world.model.sent)

    for _ in range(2):
        world.withdraws(0)
    for number in range(2):
        world.opens(number)
    assert not any(world.model.may_open(sent, world.now) for sent in world.model.sent)
    world.worker_looks()
    world.holds()


def test_a_package_ends_when_an_earlier_yes_than_its_own_is_taken_back_later(world) -> None:
    groups = frozenset({DataGroup.CONTACT})
    for _ in range(2):
        world.answers(0, 0, groups, yes=True, days=3)
        world.sends((0,), 0, groups, hours=50)
    world.withdraws(0)
    world.worker_looks()

    assert len(world.model.ended) == 2
