"""Ten stories of our own, and the step a coordinator would want the check to give.

All people are made up. Each story puts together facts that stand in the named sources, and is
nobody's life. `gets` is the picture, the one to call, and a reason that is given.
"""

from dataclasses import dataclass, field

import pytest

from uitweg.knowledge.signalcheck.rules.advice import advice_for
from uitweg.knowledge.signalcheck.rules.answers import (
    AskerRole,
    CheckAnswers,
    SignalDetails,
    Suddenness,
)
from uitweg.platform.content import levels, load

CONTENT = load()


@dataclass(frozen=True)
class Case:
    """One invented story, who tells it, what they tick, and what they should get."""

    story: str
    sources: tuple[str, ...]
    who: AskerRole
    ticks: tuple[str, ...]
    gets: tuple[str, str, str]
    sudden: Suddenness = "unknown"
    confirmed: tuple[str, ...] = ()
    details: dict[str, SignalDetails] = field(default_factory=dict)


CASES = {
    "the lost parcel": Case(
        story="Yassin (15) lost a parcel he had to deliver. Now he must pay it back, and his phone "
        "never stops. His mother sees new shoes and no sleep.",
        sources=("amsterdam-criminele-uitbuiting", "keerpunt-signalen"),
        who="parent",
        ticks=("sudden-debts", "always-reachable", "sudden-expensive-things", "tense-and-afraid"),
        sudden="yes",
        gets=("pressure-and-debt", "coordinator", "debt"),
    ),
    "the fine by phone": Case(
        story="Milan (14) gets a fine on Snapchat from somebody he never met; his father finds a "
        "message that names their street.",
        sources=("omroep-brabant-2025",),
        who="parent",
        ticks=("online-fine-or-threat", "home-threatened"),
        gets=("acute", "emergency", "danger"),
    ),
    "the borrowed account": Case(
        story="Kevin (17) has a mild intellectual disability and lent his bank card to a friend; "
        "a car he cannot drive is in his name and fines lie on the mat. His mentor asks.",
        sources=("wegwijzer-jeugd-veiligheid", "ckm-rotterdam", "kenniscentrum-lvb"),
        who="professional",
        ticks=("lends-bank-card", "things-in-their-name"),
        gets=("money-mule", "coordinator", "account"),
    ),
    "the phones of somebody else": Case(
        story="Dilan (18) took out four telephone contracts for a man she met at the station; her "
        "sister found the letters.",
        sources=("ftm-creditboys", "veilig-thuis-utrecht"),
        who="friend",
        ticks=("many-phone-contracts", "sudden-debts"),
        gets=("money-mule", "coordinator", "name"),
    ),
    "waited for at school": Case(
        story="At Noor's school two older boys on a scooter wait for Sem (13); he is often away and "
        "came back with a jacket nobody can pay for.",
        sources=("keerpunt-signalen", "velsen", "dealers-in-de-dop"),
        who="professional",
        ticks=("waited-for-at-school", "older-company", "skips-school", "sudden-expensive-things"),
        gets=("being-drawn-in", "coordinator", "rides"),
    ),
    "the advert": Case(
        story="Jayden (16) answered an advert for quick money and now sits in a group with offers; "
        "a friend of his worries.",
        sources=("groningen-2026", "blik-op-nieuws-2025", "zorgwelzijn-jongline"),
        who="friend",
        ticks=("answers-quick-money-ads", "closed-groups-with-offers"),
        gets=("online-pressure", "coordinator", "offers"),
    ),
    "tonight": Case(
        story="Ilyas (15) must do something tonight and dares not say no. He does the check himself, "
        "on his own phone.",
        sources=("amsterdam-criminele-uitbuiting", "uitweg-own"),
        who="youngster",
        ticks=("job-tonight", "sudden-debts", "afraid-of-snitching"),
        gets=("acute", "coordinator", "tonight"),
    ),
    "the pictures": Case(
        story="Lena (14) is blackmailed with pictures and dares not talk. She goes through the "
        "questions herself.",
        sources=("parool-2022", "omroep-brabant-2025"),
        who="youngster",
        ticks=(),
        confirmed=("threat", "fear"),
        gets=("pressure-and-debt", "coordinator", "threat"),
    ),
    "silent at the station": Case(
        story="Amin (16) was arrested far from home with things that were not his; he was never in "
        "trouble before, says nothing and names nobody. His youth worker heard it from the police.",
        sources=("maak-het-zichtbaar", "pace", "nieuws-nl-2023"),
        who="professional",
        ticks=("first-arrest", "arrested-far-away", "silent-from-fear"),
        details={"first-arrest": SignalDetails(since="days", first_hand=False)},
        gets=("being-drawn-in", "coordinator", "police"),
    ),
    "hurt, and nothing else": Case(
        story="A neighbour sees that Fleur (15) hurts herself and is thin; nothing else is known.",
        sources=("shop-jeugd-den-haag", "maak-het-zichtbaar"),
        who="friend",
        ticks=("self-harm", "exhausted-or-thin"),
        gets=("hurt-unclear", "safe-at-home", "hurt"),
    ),
}
EVERY_CASE = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())


def seen(case: Case) -> CheckAnswers:
    return CheckAnswers(
        signals=frozenset(case.ticks),
        sudden=case.sudden,
        who=case.who,
        confirmed=frozenset(case.confirmed),
        details=case.details,
    )


@EVERY_CASE
def test_the_check_gives_the_step_a_coordinator_would_want(case: Case) -> None:
    advice = advice_for(seen(case), CONTENT)
    picture, contact, _ = case.gets

    assert (advice.picture.id, advice.next_step.calls) == (picture, contact)


@EVERY_CASE
def test_the_step_is_the_same_at_every_reading_level(case: Case) -> None:
    steps = {advice_for(seen(case), load(level=level.id)).next_step.id for level in levels()}

    assert len(steps) == 1


@EVERY_CASE
def test_the_story_rests_on_sources_we_list_and_signals_that_rest_on_them(case: Case) -> None:
    told = [CONTENT.signal(id) for id in case.ticks]
    told += [s for q in CONTENT.check.questions if q.id in case.confirmed for s in q.signals]
    under = {source.id for signal in told for source in signal.sources}

    assert set(case.sources) <= {source.id for source in CONTENT.sources}
    assert set(case.sources) <= under
