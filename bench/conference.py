"""A conference of 30 cases and 8 organisations: `./run bench --only conference`.

Every organisation takes part in every item, and each item has five lines. The pages are asked of
the staff door's own program in this process, as the server runs it, without the network.
"""

import json
import os
import sys
import time
from datetime import timedelta
from typing import Any

from bench.figures import Figure, quantile
from bench.process import measure_inside
from tests.support.installation import Installation

CASES, PARTIES = 30, 8
LINES = """plek zoeken | Mirjam 1 | vr
moeder bellen | Fatima | do 18u
bezwaar maken | Mirjam 2 | 7 nov
mentor inlichten | Mirjam 3 | ma
hij gaat niet terug"""
PAGES = {"page": "", "minutes": "verslag/"}


def figures(city: Installation, *, small: bool) -> list[Figure]:
    """Measure in a separate process on the city's data; no door needs to be up."""
    result = measure_inside(city, "bench.conference", "5" if small else "25")
    return [
        Figure("conference, its page, p50", round(result["page"]), "ms", "≤ 100"),
        Figure("conference, how lines are understood, p50", round(result["lines"]), "ms", "≤ 100"),
        Figure("conference, minutes to look over, p50", round(result["minutes"]), "ms", "≤ 100"),
    ]


def main(times: int) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.config.settings")
    django.setup()
    from django.test import Client
    from django.utils import timezone

    from bench.importing import fatima
    from uitweg.platform.accounts.actions import sessions
    from uitweg.platform.accounts.actions.authorization import Actor

    member, keyring = fatima()
    conference = a_large_conference(Actor(member, timezone.now(), keyring))
    client = Client(HTTP_HOST="127.0.0.1")
    client.cookies[sessions.SESSION_COOKIE] = sessions.open_session(
        member, keyring, now=timezone.now()
    )
    address = f"/overleg/{conference.pk}/"
    item = conference.items.first()
    understood = f"{address}punt/{item.pk}/begrepen/"
    result = {
        name: timed(times, lambda path=address + end: client.get(path))
        for name, end in PAGES.items()
    }
    result["lines"] = timed(times, lambda: client.post(understood, {"typed": LINES}))
    sys.stdout.write(json.dumps(result) + "\n")


def timed(times: int, ask: Any) -> float:
    """Return the median in milliseconds, after one page to warm up."""
    ask()
    took = list[float]()
    for _ in range(times):
        started = time.perf_counter()
        answer = ask()
        took.append(1000 * (time.perf_counter() - started))
        assert answer.status_code == 200, answer.status_code
    return quantile(took, 0.5)


def a_large_conference(by: Any) -> Any:
    """Return a conference that is held, with everybody at every item and each item typed."""
    from tests.support.partners import an_organisation
    from uitweg.casework.cases.case.models import Case
    from uitweg.casework.cases.grants.actions import opening
    from uitweg.casework.partners.conferences.actions import conferences
    from uitweg.casework.partners.conferences.actions import items as conference_items
    from uitweg.casework.partners.conferences.actions import people as conference_people
    from uitweg.casework.partners.conferences.rules.states import ConferenceState, Involvement
    from uitweg.platform.sealing import tokens

    team, cases = opening.current_team_key(by.keyring), []
    for _ in range(CASES):
        case = Case.objects.create(
            coordinator=by.member, opened_at=by.now, sealed_key=b"", key_id=bytes(team.key_id)
        )
        opening.set_up_case(case, team=team, by=by)
        cases.append(case)
    starts_at = by.now + timedelta(minutes=5)
    terms = conferences.ConferenceTerms("Zorgtafel", starts_at, starts_at + timedelta(hours=3))
    made = conferences.make_conference(
        cases=cases, terms=terms, by=by, form_key=tokens.new_token(16)
    )
    items = list(made.items.select_related("case", "conference"))
    for number in range(PARTIES):
        party = an_organisation(f"Partner {number} (verzonnen) {tokens.new_token(3).hex()}")
        allow(cases, party.pk, by)
        conference_people.add_participant(
            conference=made,
            terms=conference_people.ParticipantTerms(
                items, organisation=party, contact=f"Mirjam {number}"
            ),
            by=by,
            form_key=tokens.new_token(16),
        )
    conferences.move_conference(conference=made, to=ConferenceState.HELD, by=by)
    for item in items:
        typed = conference_items.TypedItem(1, LINES, "Hoe verder?", Involvement.INFORMED, "", None)
        conference_items.save_item(item=item, typed=typed, by=by)
    return made


def allow(cases: list[Any], organisation: int, by: Any) -> None:
    """Store that each youngster agreed that this organisation may know."""
    from uitweg.casework.cases.consents.models import Consent
    from uitweg.platform.sealing import tokens

    Consent.objects.bulk_create(
        Consent(
            case=case,
            purpose="conference",
            state="given",
            given_by="self",
            mode="spoken",
            groups=["situation"],
            organisations=[organisation],
            asked_at=by.now,
            heard_by=by.member,
            form_key=tokens.new_token(16),
        )
        for case in cases
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
