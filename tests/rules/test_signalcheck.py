"""The check: any answer ends in one next step, and never in a number or a verdict."""

import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.content import load
from uitweg.content.values import Call
from uitweg.signalcheck.rules import NEXT_STEPS, Seen, Sudden, Who, weigh

CONTENT = load()
IDS = [signal.id for signal in CONTENT.signals]
FLAGS = [signal.id for signal in CONTENT.signals if signal.acute]
URGENCY = {None: 0, Call.COORDINATOR: 1, Call.EMERGENCY: 2}
STEP_CALL = {rule.step: rule.call for rule in NEXT_STEPS}

ticks = st.frozensets(st.sampled_from([*IDS, "not-a-signal"]), max_size=12)
anything = st.builds(
    Seen,
    signals=ticks,
    sudden=st.sampled_from(get_args(Sudden)),
    danger=st.booleans(),
    who=st.sampled_from(get_args(Who)),
)


def urgency(seen: Seen) -> int:
    return URGENCY[STEP_CALL[weigh(seen, CONTENT).next_step.id]]


@given(anything)
def test_any_answer_ends_in_one_next_step_that_can_be_taken(seen: Seen) -> None:
    step = weigh(seen, CONTENT).next_step

    assert step.contact.shown
    assert step.contact.tel or step.contact.url


@given(anything, st.sampled_from(FLAGS))
def test_a_red_flag_more_is_never_less_urgent(seen: Seen, flag: str) -> None:
    more = Seen(seen.signals | {flag}, seen.sudden, seen.danger, seen.who)

    assert urgency(more) >= max(urgency(seen), 1)
    assert weigh(more, CONTENT).urgent


@given(anything, st.sampled_from(IDS))
def test_a_signal_more_is_never_less_urgent(seen: Seen, signal: str) -> None:
    more = Seen(seen.signals | {signal}, seen.sudden, seen.danger, seen.who)

    assert urgency(more) >= urgency(seen)


@given(anything)
def test_danger_now_is_the_emergency_number(seen: Seen) -> None:
    now = weigh(Seen(seen.signals, seen.sudden, danger=True, who=seen.who), CONTENT)

    assert (now.urgent, now.next_step.contact.id, now.picture.id) == (True, "emergency", "acute")


@given(st.lists(st.sampled_from(IDS), max_size=8), st.randoms())
def test_order_and_twins_do_not_matter(ids: list[str], chance: object) -> None:
    shuffled = [*ids, *ids]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert weigh(Seen(frozenset(ids)), CONTENT) == weigh(Seen(frozenset(shuffled)), CONTENT)


@given(anything)
def test_each_ticked_signal_stands_in_exactly_one_reason(seen: Seen) -> None:
    told = [signal.id for reason in weigh(seen, CONTENT).reasons for signal in reason.signals]

    assert sorted(told) == sorted(seen.signals & set(IDS))


@given(anything)
def test_the_answer_holds_no_number_and_no_verdict(seen: Seen) -> None:
    advice = weigh(seen, CONTENT)
    said = [advice.picture.title, advice.picture.intro, *advice.also, *advice.missing]
    said += [reason.text for reason in advice.reasons]

    assert not re.search(r"\d|%|procent|score|geen slachtoffer|is slachtoffer", " ".join(said))


@given(anything)
def test_suddenness_only_adds_reasons(seen: Seen) -> None:
    calm = weigh(Seen(seen.signals, "no", seen.danger, seen.who), CONTENT)
    sudden = weigh(Seen(seen.signals, "yes", seen.danger, seen.who), CONTENT)
    alone = {picture.id for picture in CONTENT.pictures if picture.alone}

    assert {p.id for p in calm.pictures} - alone <= {p.id for p in sudden.pictures}


SEEN = {
    "the mock-up's parent": (
        {"sudden-expensive-things", "unexplained-cash", "sudden-debts", "always-reachable"},
        "pressure-and-debt",
        "coordinator",
    ),
    "a lent bank card": ({"lends-bank-card"}, "money-mule", "coordinator"),
    "an online fine": ({"online-fine-or-threat"}, "online-pressure", "coordinator"),
    "new company": ({"older-company", "skips-school"}, "being-drawn-in", "coordinator"),
    "self-harm alone": ({"self-harm"}, "hurt-unclear", "safe-at-home"),
    "lower marks alone": ({"grades-drop"}, "worry-unclear", "coordinator"),
    "nothing": (set(), "worry-unclear", "coordinator"),
}


@pytest.mark.parametrize(("ids", "picture", "contact"), SEEN.values(), ids=SEEN.keys())
def test_what_a_parent_saw_gets_the_picture_it_fits(
    ids: set[str], picture: str, contact: str
) -> None:
    advice = weigh(Seen(frozenset(ids), who="parent"), CONTENT)

    assert (advice.picture.id, advice.next_step.contact.id) == (picture, contact)
    assert not advice.urgent


def test_one_sudden_change_says_as_much_as_two_signals() -> None:
    coat = frozenset({"sudden-expensive-things"})

    assert weigh(Seen(coat, "no"), CONTENT).picture.id == "worry-unclear"
    assert weigh(Seen(coat, "yes"), CONTENT).picture.id == "being-drawn-in"


def test_a_youngster_with_a_job_tonight_is_sent_to_a_helper_and_a_bystander_to_112() -> None:
    tonight = frozenset({"job-tonight"})

    assert weigh(Seen(tonight, who="youngster"), CONTENT).next_step.id == "coordinator-now"
    assert weigh(Seen(tonight, who="parent"), CONTENT).next_step.id == "call-emergency"


def test_each_next_step_has_its_words_and_each_word_its_step() -> None:
    assert {rule.step for rule in NEXT_STEPS} == {step.id for step in CONTENT.steps}
    assert {id for rule in NEXT_STEPS for id in rule.pictures} <= {p.id for p in CONTENT.pictures}


def test_the_youngster_is_spoken_to_as_je() -> None:
    assert weigh(Seen(who="youngster"), CONTENT).own
    assert not weigh(Seen(who="parent"), CONTENT).own


def test_what_is_missing_is_two_things_at_most_and_never_delays_an_emergency() -> None:
    assert len(weigh(Seen(frozenset({"home-late"})), CONTENT).missing) == 2
    assert weigh(Seen(danger=True), CONTENT).missing == ()
