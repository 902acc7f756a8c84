"""The check: any answer ends in one next step, and never in a number or a verdict."""

import re
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uitweg.knowledge.signalcheck.public_views.outcome import (
    carried_answer_ids,
    carried_fields,
    outcome_words,
)
from uitweg.knowledge.signalcheck.rules.advice import NEXT_STEPS, advice_for
from uitweg.knowledge.signalcheck.rules.answers import (
    AskerRole,
    CheckAnswers,
    SignalDetails,
    Since,
    Suddenness,
    ToldSignal,
)
from uitweg.knowledge.signalcheck.rules.judgement import Strength
from uitweg.knowledge.signalcheck.rules.reasons import is_sudden
from uitweg.platform.content import levels, load
from uitweg.platform.content.values.check import Combination, KnownReason, Picture, UrgentHelp
from uitweg.platform.content.values.values import CallTarget

CONTENT = load()
IDS = [signal.id for signal in CONTENT.signals]
FLAGS = [signal.id for signal in CONTENT.signals if signal.acute]
URGENCY = {
    None: 0,
    CallTarget.COORDINATOR: 1,
    CallTarget.SUICIDE_PREVENTION: 2,
    CallTarget.EMERGENCY: 3,
}
STEP_CALL = {step.id: None for step in CONTENT.steps} | {
    rule.step: rule.call for rule in NEXT_STEPS
}

QUESTIONS = [question.id for question in CONTENT.check.questions]
SURE = [question.id for question in CONTENT.check.questions if question.signals[0].acute]

ticks = st.frozensets(st.sampled_from([*IDS, "not-a-signal"]), max_size=12)
answers = st.frozensets(st.sampled_from([*QUESTIONS, "not-a-question"]), max_size=6)
more = st.builds(
    SignalDetails,
    since=st.sampled_from(get_args(Since)),
    sudden=st.sampled_from(get_args(Suddenness)),
    first_hand=st.sampled_from([True, False, None]),
)
anything = st.builds(
    CheckAnswers,
    signals=ticks,
    sudden=st.sampled_from(get_args(Suddenness)),
    danger=st.booleans(),
    who=st.sampled_from(get_args(AskerRole)),
    confirmed=answers,
    denied=answers,
    known=st.frozensets(st.sampled_from([r.id for r in CONTENT.known_reasons]), max_size=3),
    details=st.dictionaries(st.sampled_from(IDS), more, max_size=6),
)


def urgency(seen: CheckAnswers) -> int:
    return URGENCY[STEP_CALL[advice_for(seen, CONTENT).next_step.id]]


@given(anything)
def test_any_answer_ends_in_one_next_step_that_can_be_taken(seen: CheckAnswers) -> None:
    step = advice_for(seen, CONTENT).next_step

    assert step.contact is None or (step.contact.shown and (step.contact.tel or step.contact.url))
    assert step.title


@given(anything, st.sampled_from(FLAGS))
def test_a_red_flag_more_is_never_less_urgent(seen: CheckAnswers, flag: str) -> None:
    more = replace(seen, signals=seen.signals | {flag})

    assert urgency(more) >= max(urgency(seen), 1)
    assert advice_for(more, CONTENT).urgent


@given(anything, st.sampled_from(IDS))
def test_a_signal_more_is_never_less_urgent(seen: CheckAnswers, signal: str) -> None:
    more = replace(seen, signals=seen.signals | {signal})

    assert urgency(more) >= urgency(seen)


@pytest.mark.parametrize("level", [each.id for each in levels()])
def test_one_thing_more_never_makes_what_stands_above_milder(level: str) -> None:
    content = load(level=level)
    rank = [Strength.SOME, Strength.STRONG, Strength.DANGER]

    def above(seen: CheckAnswers) -> tuple[int, str, str, bool]:
        """Return how serious, title and introduction, and whether danger is the first reason."""
        advice = advice_for(seen, content)
        shown, own = advice.headline, advice.about_self
        first = advice.reasons[0].told if advice.reasons else ()
        return (
            rank.index(advice.strength) if advice.strength in rank else -1,
            shown.title_own if own else shown.title,
            shown.intro_own if own else shown.intro,
            any(signal.acute for note in first for signal in note.signals) or seen.danger,
        )

    @given(
        anything,
        st.sampled_from([*IDS, *QUESTIONS]),
        st.sampled_from(["", *FLAGS]),
        st.sampled_from(content.combinations),
    )
    @settings(max_examples=40)
    def holds(seen: CheckAnswers, one: str, flag: str, pair: Combination) -> None:
        two = {min(pair.first), max(pair.second), flag} - {""}
        seen = replace(seen, signals=seen.signals | (two if flag else set()))
        more = replace(seen, signals=seen.signals | {one}, confirmed=seen.confirmed | {one})
        (before, *words, danger), (after, *words_after, still) = above(seen), above(more)
        assert after >= before
        assert still >= danger
        if advice_for(more, content).urgent:
            assert still
            flags: list[Picture | UrgentHelp] = [content.pictures[0], *content.urgent_help]
            assert words_after[0] in {w for each in flags for w in (each.title, each.title_own)}
        if urgency(more) == urgency(seen) > 0 and one not in FLAGS + SURE:
            assert words_after == words

    holds()


@pytest.mark.parametrize("who", get_args(AskerRole))
def test_no_signs_that_fit_take_the_title_from_a_danger(who: AskerRole) -> None:
    for flag in FLAGS:
        alone = advice_for(CheckAnswers(frozenset({flag}), who=who), CONTENT)
        for pair in CONTENT.combinations:
            two = {sorted(pair.first)[0], sorted(pair.second)[-1]}
            more = advice_for(CheckAnswers(frozenset({flag, *two}), who=who), CONTENT)
            assert more.headline == alone.headline
            assert more.strength == Strength.DANGER


DANGER_THAT_WAITS = {
    "a youngster at night": (
        "youngster",
        {"job-tonight", "home-threatened", "sudden-expensive-things", "sudden-debts"},
        "Bel nu",
    ),
    "a parent whose house is threatened": (
        "parent",
        {"home-threatened", "sudden-debts", "tense-and-afraid"},
        "Bel nu",
    ),
    "a youngster with new friends": (
        "youngster",
        {"home-threatened", "older-company", "sudden-expensive-things"},
        "Bel nu",
    ),
}


@pytest.mark.parametrize(
    ("who", "ids", "words"), DANGER_THAT_WAITS.values(), ids=DANGER_THAT_WAITS.keys()
)
def test_danger_with_more_signs_says_call_now_and_why_they_fit_below_it(
    who: AskerRole, ids: set[str], words: str
) -> None:
    advice = advice_for(CheckAnswers(frozenset(ids), who=who), CONTENT)

    assert advice.headline == CONTENT.pictures[0]
    assert words in advice.headline.title
    assert [reason for reason in advice.reasons if reason.title]


@given(anything)
def test_danger_now_is_the_emergency_number(seen: CheckAnswers) -> None:
    now = advice_for(replace(seen, danger=True), CONTENT)

    assert (now.urgent, now.next_step.calls, now.picture.id) == (True, "emergency", "acute")


@given(anything, st.sampled_from(SURE))
def test_a_question_of_danger_answered_is_never_less_urgent(
    seen: CheckAnswers, question: str
) -> None:
    more = replace(seen, confirmed=seen.confirmed | {question})

    assert urgency(more) >= max(urgency(seen), 1)


@given(anything, st.dictionaries(st.sampled_from(IDS), more, max_size=6))
def test_what_more_is_told_never_changes_whom_to_call_in_danger(
    seen: CheckAnswers, told: dict[str, SignalDetails]
) -> None:
    assert urgency(replace(seen, details=told)) == urgency(seen)


@given(anything)
def test_hearsay_and_duration_change_neither_the_picture_nor_the_step(seen: CheckAnswers) -> None:
    plain = {id: SignalDetails(sudden=each.sudden) for id, each in seen.details.items()}
    with_all, without = (
        advice_for(seen, CONTENT),
        advice_for(replace(seen, details=plain), CONTENT),
    )

    assert with_all.picture == without.picture
    assert with_all.next_step == without.next_step


@given(anything)
def test_what_was_only_heard_is_said_to_be_heard(seen: CheckAnswers) -> None:
    heard = {note.signals[0].id for note in advice_for(seen, CONTENT).heard_only}

    assert heard == {
        id for id in seen.signals & set(IDS) & set(seen.details)
        if seen.details[id].first_hand is False
    }  # fmt: skip


@given(
    st.lists(st.sampled_from(IDS), max_size=8), st.lists(st.sampled_from(QUESTIONS)), st.randoms()
)
def test_order_and_twins_do_not_matter(ids: list[str], said: list[str], chance: object) -> None:
    shuffled, other = [*ids, *ids], [*said, *said]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    chance.shuffle(other)  # type: ignore[attr-defined]
    one = CheckAnswers(frozenset(ids), confirmed=frozenset(said))
    two = CheckAnswers(frozenset(shuffled), confirmed=frozenset(other))

    assert advice_for(one, CONTENT) == advice_for(two, CONTENT)


@given(anything)
def test_each_thing_told_stands_in_exactly_one_reason(seen: CheckAnswers) -> None:
    advice = advice_for(seen, CONTENT)
    told = [note.source.id for reason in advice.reasons for note in reason.told]

    assert sorted(told) == sorted([*(seen.signals & set(IDS)), *(seen.confirmed & set(QUESTIONS))])


@given(anything)
def test_all_that_was_told_is_carried_along_and_no_guess(seen: CheckAnswers) -> None:
    told = [q for q in CONTENT.check.questions if q.id in seen.confirmed]
    sure = {q.signals[0].id for q in told if len(q.signals) == 1}
    one_of_several = {f"ask.{q.id}" for q in told if len(q.signals) > 1}

    assert (
        set(carried_answer_ids(advice_for(seen, CONTENT)))
        == (seen.signals & set(IDS)) | sure | one_of_several
    )


@given(anything)
def test_danger_is_carried_along_exactly_when_the_outcome_is_urgent(seen: CheckAnswers) -> None:
    advice = advice_for(seen, CONTENT)

    assert ("danger", "1") in carried_fields(seen, advice) or not advice.urgent
    assert [name for name, _ in carried_fields(seen, advice)].count("danger") == advice.urgent


@given(anything)
def test_the_answer_holds_no_number_and_no_verdict(seen: CheckAnswers) -> None:
    advice = advice_for(seen, CONTENT)
    said = [advice.picture.title, advice.picture.intro, *advice.other_explanations, *advice.missing]
    said += [reason.text for reason in advice.reasons]

    assert not re.search(r"\d|%|procent|score|geen slachtoffer|is slachtoffer", " ".join(said))


def test_one_sudden_change_among_other_signals_is_a_sudden_change() -> None:
    changed = next(each.id for each in CONTENT.signals if each.sudden_matters and not each.acute)
    lasting = next(
        each.id for each in CONTENT.signals if not each.sudden_matters and not each.acute
    )
    seen = CheckAnswers(
        signals=frozenset({changed, lasting}), details={changed: SignalDetails(sudden="yes")}
    )
    said = CONTENT.check.words["sudden_reason"]

    assert said in {reason.text for reason in advice_for(seen, CONTENT).reasons}
    calm = replace(seen, details={changed: SignalDetails(sudden="no")}, sudden="yes")
    assert said not in {reason.text for reason in advice_for(calm, CONTENT).reasons}


@given(anything)
def test_suddenness_only_adds_reasons(seen: CheckAnswers) -> None:
    calm = advice_for(replace(seen, sudden="no", details={}), CONTENT)
    sudden = advice_for(replace(seen, sudden="yes", details={}), CONTENT)

    assert (calm.strength, calm.picture, calm.next_step) == (
        sudden.strength,
        sudden.picture,
        sudden.next_step,
    )
    assert set(calm.reasons) <= set(sudden.reasons)


SEEN = {
    "the mock-up's parent": (
        {"sudden-expensive-things", "unexplained-cash", "sudden-debts", "always-reachable"},
        "pressure-and-debt",
        "coordinator",
    ),
    "a lent bank card": ({"lends-bank-card"}, "money-mule", "coordinator"),
    "an online fine": ({"online-fine-or-threat"}, "online-pressure", "coordinator"),
    "new company": ({"older-company", "skips-school"}, "being-drawn-in", "coordinator"),
    "a debt alone": ({"sudden-debts"}, "street-fine", "coordinator"),
    "self-harm alone": ({"self-harm"}, "hurt-unclear", ""),
    "lower marks alone": ({"grades-drop"}, "one-signal", ""),
    "a coat alone": ({"sudden-expensive-things"}, "one-signal", ""),
    "a coat and lower marks": ({"sudden-expensive-things", "grades-drop"}, "some-signals", ""),
    "forced by family alone": ({"forced-by-family"}, "forced-by-family", "coordinator"),
    "a boy in the harbour": ({"in-the-harbour"}, "forced-unclear", "coordinator"),
    "an arrest alone": ({"first-arrest"}, "arrested", "coordinator"),
    "says he was threatened": ({"says-acted-under-threat"}, "forced-unclear", "coordinator"),
    "strangers in the house": ({"home-taken-over"}, "home-taken", "coordinator"),
    "nothing": (set(), "worry-unclear", "coordinator"),
}


@pytest.mark.parametrize(("ids", "picture", "contact"), SEEN.values(), ids=SEEN.keys())
def test_what_a_parent_saw_gets_the_picture_it_fits(
    ids: set[str], picture: str, contact: str
) -> None:
    advice = advice_for(CheckAnswers(frozenset(ids), who="parent"), CONTENT)

    assert (advice.picture.id, advice.next_step.calls) == (picture, contact)
    assert not advice.urgent


@pytest.mark.parametrize("id", ["says-acted-under-threat", "home-taken-over"])
def test_who_was_forced_is_not_told_that_it_says_little(id: str) -> None:
    advice = advice_for(CheckAnswers(frozenset({id}), who="youngster"), CONTENT)
    said = " ".join(reason.text for reason in advice.reasons)

    assert advice.next_step.calls == "coordinator"
    assert "Eén" not in said
    assert "goede reden om hulp te vragen" in said


@pytest.mark.parametrize("id", [signal.id for signal in CONTENT.signals if not signal.acute])
@pytest.mark.parametrize("who", get_args(AskerRole))
def test_one_sign_alone_never_fits_exploitation_however_sudden(id: str, who: AskerRole) -> None:
    advice = advice_for(CheckAnswers(frozenset({id}), "yes", who=who), CONTENT)

    assert advice.strength in (Strength.LITTLE, Strength.SOME)
    assert not [reason for reason in advice.reasons if reason.title]


def test_a_debt_alone_is_a_street_fine_or_an_ordinary_debt_and_never_doubt() -> None:
    for who in get_args(AskerRole):
        debt = CheckAnswers(confirmed=frozenset({"debt"}), who=who)
        picture = advice_for(debt, CONTENT).picture

        assert picture.id == "street-fine"
        assert "straatboete" in picture.title_own
        assert not re.search("twijfel", picture.title + picture.title_own)


@pytest.mark.parametrize("reason", CONTENT.known_reasons, ids=lambda reason: reason.id)
def test_a_known_reason_answers_for_what_it_explains_and_for_nothing_else(
    reason: KnownReason,
) -> None:
    explained = CheckAnswers(reason.explains, who="friend", known=frozenset({reason.id}))
    more = replace(explained, signals=reason.explains | {"waited-for-at-school", "far-from-home"})

    assert advice_for(explained, CONTENT).known == reason
    assert advice_for(explained, CONTENT).next_step.id == reason.steps["rest"]
    assert advice_for(more, CONTENT).strength == Strength.STRONG


@given(anything)
def test_a_known_reason_never_takes_danger_away(seen: CheckAnswers) -> None:
    known = replace(seen, known=frozenset(reason.id for reason in CONTENT.known_reasons))

    assert urgency(known) == urgency(seen)


@pytest.mark.parametrize("who", ["youngster", "parent"])
def test_violence_at_home_never_sends_who_is_family_to_safe_at_home(who: AskerRole) -> None:
    for ids in (frozenset(), frozenset({"unexplained-injuries", "forced-by-family"})):
        answers = CheckAnswers(ids, who=who, known=frozenset({"home-violence"}))
        advice = advice_for(answers, CONTENT)

        assert advice.next_step.calls == "coordinator"
        assert "safe-at-home" not in {helper.id for helper in advice.helpers}


@pytest.mark.parametrize("who", ["friend", "professional", "other"])
def test_violence_at_home_leads_others_to_safe_at_home(who: AskerRole) -> None:
    answers = CheckAnswers(
        frozenset({"unexplained-injuries"}), who=who, known=frozenset({"home-violence"})
    )

    assert advice_for(answers, CONTENT).next_step.calls == "safe-at-home"


@given(anything)
def test_the_outcome_shows_two_combinations_at_most_each_of_two_signs(seen: CheckAnswers) -> None:
    joined = [reason for reason in advice_for(seen, CONTENT).reasons if reason.title]

    assert len(joined) <= 2
    assert all(len(reason.told) >= 2 for reason in joined)


def test_a_no_takes_a_subject_off_what_is_missing_and_nothing_else() -> None:
    asked, denied = CheckAnswers(confirmed=frozenset({"fear"})), frozenset({"debt", "things"})
    before, after = advice_for(asked, CONTENT), advice_for(replace(asked, denied=denied), CONTENT)
    money = next(group.look for group in CONTENT.check.groups if group.id == "money")

    assert money in before.missing
    assert money not in after.missing
    assert after.next_step == before.next_step


@pytest.mark.parametrize("who", get_args(AskerRole))
def test_a_job_tonight_is_112_first_and_then_the_coordinator(who: AskerRole) -> None:
    advice = advice_for(CheckAnswers(frozenset({"job-tonight"}), who=who), CONTENT)

    assert advice.next_step.id == "call-emergency"
    assert [each.id for each in advice.what_to_do.contacts] == ["coordinator"]


def test_each_next_step_has_its_words_and_each_word_its_step() -> None:
    known = {step for reason in CONTENT.known_reasons for step in reason.steps.values()}

    assert {rule.step for rule in NEXT_STEPS} | known == {step.id for step in CONTENT.steps}
    assert {id for rule in NEXT_STEPS for id in rule.pictures} <= {p.id for p in CONTENT.pictures}


def test_the_youngster_is_spoken_to_as_je() -> None:
    assert advice_for(CheckAnswers(who="youngster"), CONTENT).about_self
    assert not advice_for(CheckAnswers(who="parent"), CONTENT).about_self


def test_what_is_missing_is_two_things_at_most_and_never_delays_an_emergency() -> None:
    assert len(advice_for(CheckAnswers(frozenset({"home-late"})), CONTENT).missing) == 2
    assert advice_for(CheckAnswers(danger=True), CONTENT).missing == ()


def told_to_do(*flags: str, **how: Any) -> str:
    """Return all that the advice says to do, to say and to leave, as one text."""
    what = advice_for(CheckAnswers(frozenset(flags), **how), CONTENT).what_to_do
    return "\n".join((*what.do, *what.say, *what.leave))


@pytest.mark.parametrize("who", get_args(AskerRole))
def test_who_has_an_explosive_is_sent_away_from_it_and_not_among_people(who: AskerRole) -> None:
    for more in ((), ("violence-now",), ("held-or-missing",)):
        said = told_to_do("weapon-or-explosive", *more, who=who)

        assert "Raak het niet" in said
        assert "ver vandaan" in said
        assert "politiebureau" in said
    danger = told_to_do("weapon-or-explosive", who=who, danger=True)
    assert danger.index("Raak het niet") < len(danger) / 2
    assert "plek met mensen" not in danger


@pytest.mark.parametrize("who", get_args(AskerRole))
def test_suicide_is_answered_with_its_own_lines_and_words(who: AskerRole) -> None:
    answers = CheckAnswers(frozenset({"wants-to-die"}), who=who)
    advice = advice_for(answers, CONTENT)
    said = told_to_do("wants-to-die", who=who)

    assert advice.urgent
    assert "gevaar" not in f"{advice.headline.title_own} {advice.headline.intro_own}".lower()
    assert "113" in f"{advice.headline.title} {advice.headline.intro_own}"
    assert advice.next_step.calls == "suicide-prevention"
    assert [each.id for each in advice.what_to_do.contacts] == ["childrens-line", "emergency"]
    assert "huisarts" in said
    assert not re.search("wapen|pakket|[Bb]etalen|op de ander af", said)


def test_suicide_and_another_danger_is_112_with_the_words_of_both() -> None:
    answers = CheckAnswers(frozenset({"wants-to-die", "violence-now"}), who="parent")
    said = told_to_do("wants-to-die", "violence-now", who="parent")

    advice = advice_for(answers, CONTENT)
    assert advice.next_step.calls == "emergency"
    assert [each.id for each in advice.what_to_do.contacts] == [
        "suicide-prevention",
        "childrens-line",
    ]
    assert advice.headline == CONTENT.pictures[0]
    assert "huisarts" in said
    assert "Zelf op de ander af gaan" in said


def test_a_question_about_any_danger_gets_the_words_for_any_danger() -> None:
    answers = CheckAnswers(confirmed=frozenset({"danger"}), who="youngster")
    said = "\n".join(advice_for(answers, CONTENT).what_to_do.do)

    assert "ontploffen" in said
    assert "plek met mensen" not in said


@pytest.mark.parametrize("level", [each.id for each in levels()])
def test_each_first_help_has_words_for_everybody(level: str) -> None:
    content = load(level=level)
    for help in content.urgent_help:
        assert help.lang == content.level.lang
        assert all((help.own, help.others, help.say, help.leave))


REACHED: dict[str, CheckAnswers] = {
    "call-emergency": CheckAnswers(danger=True),
    "call-suicide-prevention": CheckAnswers(frozenset({"wants-to-die"}), who="youngster"),
    "coordinator-now": CheckAnswers(frozenset({"home-threatened"}), who="youngster"),
    "coordinator-now-worried": CheckAnswers(frozenset({"home-threatened"}), who="parent"),
    "coordinator-youngster": CheckAnswers(frozenset({"sudden-debts"}), who="youngster"),
    "coordinator-youngster-unsure": CheckAnswers(who="youngster"),
    "coordinator-professional": CheckAnswers(who="professional"),
    "advice-safe-at-home": CheckAnswers(frozenset({"unexplained-injuries"}), who="friend"),
    "gp": CheckAnswers(frozenset({"self-harm"}), who="parent"),
    "childrens-line": CheckAnswers(frozenset({"skips-school"}), who="youngster"),
    "own-team": CheckAnswers(frozenset({"skips-school"}), who="professional"),
    "talk": CheckAnswers(frozenset({"skips-school"}), who="parent"),
    "school": CheckAnswers(who="parent", known=frozenset({"bullying"})),
    "debt-help": CheckAnswers(who="youngster", known=frozenset({"own-debt"})),
    "coordinator-unsure": CheckAnswers(who="friend"),
    "coordinator-worried": CheckAnswers(frozenset({"sudden-debts", "tense-and-afraid"})),
}


def test_every_step_is_reached() -> None:
    assert {advice_for(seen, CONTENT).next_step.id for seen in REACHED.values()} == {
        step.id for step in CONTENT.steps
    }
    assert all(advice_for(seen, CONTENT).next_step.id == step for step, seen in REACHED.items())


def test_every_picture_is_reached_and_every_combination_leads_to_its_own() -> None:
    reached = {advice_for(seen, CONTENT).picture.id for seen in REACHED.values()}
    reached |= {
        advice_for(CheckAnswers(frozenset(ids)), CONTENT).picture.id for ids, _, _ in SEEN.values()
    }
    for each in CONTENT.combinations:
        pair = frozenset({sorted(each.first)[0], sorted(each.second - {sorted(each.first)[0]})[0]})
        advice = advice_for(CheckAnswers(pair), CONTENT)
        reached.add(advice.picture.id)

        assert advice.strength == Strength.STRONG, each.id

    assert reached == {picture.id for picture in CONTENT.pictures}


def test_the_walk_asks_for_danger_first_and_two_answers_can_fit_exploitation() -> None:
    walked = {
        advice_for(CheckAnswers(confirmed=frozenset({id, other})), CONTENT).strength
        for id in QUESTIONS for other in QUESTIONS
    }  # fmt: skip

    assert {Strength.DANGER, Strength.STRONG, Strength.SOME, Strength.LITTLE} <= walked
    assert QUESTIONS[: len(SURE)] == SURE


@pytest.mark.parametrize("who", get_args(AskerRole))
def test_nobody_is_spoken_to_in_anothers_words(who: AskerRole) -> None:
    """The youngster reads no "de jongere" in a reason, whatever was ticked."""
    for level in levels():
        content = load(level=level.id)
        seen = CheckAnswers(frozenset(IDS), danger=True, sudden="yes", who=who)
        said = " ".join(reason.text for reason in advice_for(seen, content).reasons)

        assert bool(re.search("de jongere|young person", said)) == (who != "youngster"), level.id


def sudden_of(*signals: tuple[bool, Suddenness], answered: Suddenness = "unknown") -> bool:
    """Tell whether it counts as sudden, of signals as (whether that matters for it, what is said)."""
    told = []
    for matters, said in signals:
        signal = next(each for each in CONTENT.signals if each.sudden_matters is matters)
        told.append(ToldSignal(signal, (signal,), SignalDetails(sudden=said)))
    return is_sudden(CheckAnswers(sudden=answered), told)


def test_one_sudden_change_among_others_is_a_reason() -> None:
    assert sudden_of((True, "no"), (True, "yes"))
    assert sudden_of((True, "yes"), (False, "yes"))
    assert not sudden_of((True, "no"), (False, "yes"))
    assert not sudden_of()


def test_what_is_said_of_one_signal_goes_before_the_answer_for_all() -> None:
    assert sudden_of((True, "unknown"), answered="yes")
    assert not sudden_of((True, "no"), answered="yes")
    assert sudden_of((True, "yes"), answered="no")


ARREST = frozenset({"first-arrest"})


@pytest.mark.parametrize(
    ("who", "page"),
    [
        ("youngster", "/voor-jou/rechten/"),
        ("parent", "/mijn-kind/aangehouden/"),
        ("professional", "/professionals/politie-en-justitie/"),
    ],
)
def test_an_arrest_is_never_growing_up_and_leads_to_the_page_about_it(
    who: AskerRole, page: str
) -> None:
    answers = CheckAnswers(ARREST, who=who)
    advice = advice_for(answers, CONTENT)
    shown = outcome_words(CONTENT, answers, advice, [])

    assert (advice.picture.id, advice.next_step.calls) == ("arrested", "coordinator")
    assert "Gewoon ouder worden" not in advice.other_explanations
    assert shown["way_to"] == page
    assert "/voor-jou/rechten/" not in {h.page for h in advice.helpers} or who == "youngster"


@pytest.mark.parametrize("id", ["self-harm", "sees-no-way-out", "low-self-image"])
@pytest.mark.parametrize("who", get_args(AskerRole))
def test_who_may_hurt_themselves_is_led_to_113_and_others_are_told_to_ask(
    id: str, who: AskerRole
) -> None:
    helpers = advice_for(CheckAnswers(frozenset({id}), who=who), CONTENT).helpers
    line = next(h for h in helpers if h.contact and h.contact.id == "suicide-prevention")

    assert helpers[0] == line
    assert ("Vraag het gewoon" in line.text) == (who != "youngster")


@pytest.mark.parametrize("level", ["nl", "nl-a2", "en"])
def test_who_is_held_gets_no_message_about_help_or_police(level: str) -> None:
    held = next(h for h in load(level=level).urgent_help if h.id == "held")

    assert not re.search("hulp|help|politie|police|112", " ".join(held.say), re.I)
    assert re.search("politie|police", " ".join(held.leave))
    assert re.search("[Bb]ewaar|Keep", " ".join(held.others))


@pytest.mark.parametrize("level", [each.id for each in levels()])
def test_nobody_in_danger_is_told_to_call_the_coordinator_before_going(level: str) -> None:
    tonight = next(h for h in load(level=level).urgent_help if h.id == "tonight")

    assert "112" in tonight.own[0]


@pytest.mark.parametrize("level", ["nl", "nl-a2", "en"])
def test_heavy_fireworks_have_a_word_in_row_question_and_advice(level: str) -> None:
    content = load(level=level)
    row = content.signal("weapon-or-explosive")
    explosive = next(h for h in content.urgent_help if h.id == "explosive")
    question = next(q for q in content.check.questions if q.id == "danger")

    for words in (row.see, row.own, explosive.own[1], explosive.others[0]):
        assert "Cobra" in words
    assert "Cobra" in question.help_own or level != "nl-a2"
    assert re.search("water", " ".join(explosive.own))
