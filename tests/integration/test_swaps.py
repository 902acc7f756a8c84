"""Swapping a shift with a colleague: asked, accepted at once or not at all, told to the other."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import people
from tests.support.people import acting, keyring_of
from tests.support.rota import a_shift, make_reachable
from uitweg.casework.duty.channels.models import ContactChannel
from uitweg.casework.duty.rota.actions import absences as rota
from uitweg.casework.duty.rota.actions import shifts, swaps
from uitweg.casework.duty.shifts.models import Shift, SwapRequest
from uitweg.casework.duty.shifts.rules import SwapState
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.models import Member
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.jobs.models import OutgoingMessage

pytestmark = pytest.mark.usefixtures("every_channel")
WHY = "Mijn dochter speelt vrijdag toneel."


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(NotPossible) as caught:
        act()
    return caught.value.refusal.code


@pytest.fixture
def asked(fatima, joris) -> SwapRequest:  # type: ignore[no-untyped-def]
    """Joris asks Fatima to take his night, for her day."""
    make_reachable(fatima, joris)
    Member.objects.update(mail="a@example.org", wants_mail=True)
    fatima.refresh_from_db()
    night, day = a_shift(joris), a_shift(fatima, hours=100, name="dag")
    return swaps.ask_swap(shift=night, asked_of=fatima, in_return=day, why=WHY, by=acting(joris))


def held(swap: SwapRequest) -> list[int | None]:
    return [Shift.objects.get(pk=pk).member_id for pk in (swap.shift_id, swap.in_return_id)]


@pytest.mark.postgres
def test_yes_swaps_both_at_once_and_tells_the_other(asked, fatima, joris) -> None:
    swaps.accept_swap(swap=asked, by=acting(fatima))
    asked.refresh_from_db()

    assert held(asked) == [fatima.pk, joris.pk]
    assert (asked.state, bytes(asked.sealed_why)) == (SwapState.ACCEPTED, b"")
    assert [mail.key for mail in OutgoingMessage.objects.order_by("id")] == [
        f"swap-{asked.pk}-asked-{fatima.pk}",
        f"swap-{asked.pk}-answered-{joris.pk}",
    ]
    assert list(AuditEntry.objects.filter(act__contains="swap").values_list("act", flat=True)) == [
        "duty:ask-swap",
        "duty:accept-swap",
    ]


def test_the_mail_says_nothing_of_who_when_or_why(asked) -> None:
    text = "".join(f"{mail.subject} {mail.body}" for mail in OutgoingMessage.objects.all())

    for word in ("Joris", "Fatima", "nacht", "dochter", str(timezone.localdate().year)):
        assert word not in text


def test_why_is_sealed_and_read_by_the_two(asked, fatima) -> None:
    assert WHY.encode() not in bytes(asked.sealed_why)
    assert swaps.decrypt_why(asked, keyring_of(fatima)) == WHY
    shown = people.at_the_desk(fatima).get(f"/dienst/ruil/{asked.pk}/").content.decode()
    assert WHY in shown


def test_a_third_member_finds_no_request(asked, team) -> None:
    yara = people.a_member(team, "Yara")

    assert people.at_the_desk(yara).get(f"/dienst/ruil/{asked.pk}/").status_code == 404
    assert refused(lambda: swaps.accept_swap(swap=asked, by=acting(yara))) == "swap-answered"


@pytest.mark.parametrize("end", [swaps.accept_swap, swaps.refuse_swap])
def test_an_answer_counts_once(asked, fatima, end) -> None:
    end(swap=asked, by=acting(fatima))
    before = held(asked)

    assert refused(lambda: swaps.accept_swap(swap=asked, by=acting(fatima))) == "swap-answered"
    assert refused(lambda: swaps.refuse_swap(swap=asked, by=acting(fatima))) == "swap-answered"
    assert held(asked) == before


def test_who_asked_takes_it_back_and_nobody_else_does(asked, fatima, joris) -> None:
    assert refused(lambda: swaps.withdraw_swap(swap=asked, by=acting(fatima))) == "swap-answered"
    swaps.withdraw_swap(swap=asked, by=acting(joris))

    assert refused(lambda: swaps.accept_swap(swap=asked, by=acting(fatima))) == "swap-answered"
    assert held(asked) == [joris.pk, fatima.pk]


def changed_hands(asked: SwapRequest) -> str:
    Shift.objects.filter(pk=asked.in_return_id).update(member=None)
    return "swap-changed"


def was_moved(asked: SwapRequest) -> str:
    row = Shift.objects.get(pk=asked.shift_id)
    Shift.objects.filter(pk=row.pk).update(ends_at=row.ends_at + timedelta(hours=1))
    return "swap-changed"


def was_deleted(asked: SwapRequest) -> str:
    Shift.objects.filter(pk=asked.shift_id).delete()
    return "swap-changed"


def got_unreachable(asked: SwapRequest) -> str:
    ContactChannel.objects.filter(member=asked.asked_by).delete()
    return "duty-not-reachable"


def goes_away(asked: SwapRequest) -> str:
    day = timezone.localdate(asked.shift.starts_at)
    asked.asked_of.absences.create(first_day=day, last_day=day)
    return "duty-absent"


@pytest.mark.postgres
@pytest.mark.parametrize(
    "meanwhile", [changed_hands, was_moved, was_deleted, got_unreachable, goes_away]
)
def test_nothing_changes_when_something_changed_meanwhile(asked, fatima, meanwhile) -> None:
    why = meanwhile(asked)
    rows = list(Shift.objects.order_by("pk").values_list("pk", "member"))

    assert refused(lambda: swaps.accept_swap(swap=asked, by=acting(fatima))) == why
    assert list(Shift.objects.order_by("pk").values_list("pk", "member")) == rows


def test_nobody_becomes_their_own_back_up(fatima, joris) -> None:
    make_reachable(fatima, joris)
    row = a_shift(joris, backup=fatima)

    assert (
        refused(
            lambda: swaps.ask_swap(
                shift=row, asked_of=fatima, in_return=None, why="", by=acting(joris)
            )
        )
        == "shift-own-backup"
    )


@pytest.mark.postgres
def test_one_request_at_a_time_about_a_shift(asked, fatima, joris) -> None:
    assert (
        refused(
            lambda: swaps.ask_swap(
                shift=asked.shift, asked_of=fatima, in_return=None, why="", by=acting(joris)
            )
        )
        == "swap-asked"
    )


def test_yes_ends_the_other_requests_about_what_was_swapped(asked, fatima, joris) -> None:
    other = swaps.ask_swap(
        shift=asked.in_return, asked_of=joris, in_return=None, why="x", by=acting(fatima)
    )
    swaps.accept_swap(swap=asked, by=acting(fatima))
    other.refresh_from_db()

    assert (other.state, bytes(other.sealed_why)) == (SwapState.WITHDRAWN, b"")


def test_only_ones_own_shift_to_come_is_asked_about(fatima, joris) -> None:
    make_reachable(fatima, joris)
    for row in (a_shift(fatima), a_shift(joris, hours=-1), a_shift(None)):
        assert (
            refused(
                lambda row=row: swaps.ask_swap(
                    shift=row, asked_of=fatima, in_return=None, why="", by=acting(joris)
                )
            )
            == "swap-changed"
        )


def test_a_request_ends_when_the_shift_begins_and_is_forgotten_when_it_is_over(asked) -> None:
    begun = asked.shift.starts_at + timedelta(minutes=1)
    rota.plan_ahead(now=begun)
    asked.refresh_from_db()
    assert (asked.state, bytes(asked.sealed_why)) == (SwapState.WITHDRAWN, b"")

    rota.plan_ahead(now=asked.shift.ends_at)
    assert not SwapRequest.objects.exists()


def test_too_long_in_a_row_is_said_before_and_not_refused(fatima, joris) -> None:
    make_reachable(fatima, joris)
    row = a_shift(joris, hours=48, lasts=9)
    a_shift(fatima, hours=40, lasts=8)
    swap = swaps.ask_swap(shift=row, asked_of=fatima, in_return=None, why="", by=acting(joris))
    desk = people.at_the_desk(fatima)
    shown = " ".join(desk.get("/dienst/").content.decode().split())
    answer = desk.post(f"/dienst/ruil/{swap.pk}/", {"antwoord": "ja"})

    assert "17 uur achter elkaar" in shown
    assert answer.status_code == 302
    assert Shift.objects.get(pk=row.pk).member == fatima


def test_from_the_page_of_a_shift_a_colleague_is_asked(asked, fatima, joris) -> None:
    mine, theirs = a_shift(joris, hours=200), a_shift(fatima, hours=300)
    desk = people.at_the_desk(joris)
    address = f"/dienst/beurt/{mine.pk}/ruilen/"
    wrong = [
        {},
        {"asked": "lid-9999"},
        {"asked": f"dienst-{mine.pk}"},
        {"asked": f"lid-{fatima.pk}", "why": "x" * 301},
        {"asked": f"lid-{fatima.pk}", "why": "a\0"},
    ]

    assert [desk.post(address, typed).status_code for typed in wrong] == [400] * 5
    answer = desk.post(address, {"asked": f"dienst-{theirs.pk}", "why": "Daarom."})
    assert answer.status_code == 302
    assert SwapRequest.objects.get(shift=mine).in_return == theirs


def test_what_was_taken_by_another_meanwhile_is_not_given_away(asked, fatima, joris) -> None:
    shifts.give_back_shift(shift=asked.shift, by=acting(joris))
    shifts.take_shift(shift=asked.shift, by=acting(joris))

    # the same hands as before: nothing differs from what Fatima was asked
    swaps.accept_swap(swap=asked, by=acting(fatima))
    assert held(asked) == [fatima.pk, joris.pk]
