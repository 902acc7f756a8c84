"""Danger written in the mailbox without JavaScript, and numbers in an answer that can be tapped."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import people
from uitweg.channel.conversation.models import Message
from uitweg.platform.content import levels, load
from uitweg.platform.sealing import code

WORDS = list(code.WORDS[20:27])
TYPED = " ".join(WORDS)
LEVELS = pytest.mark.parametrize("level", levels(), ids=lambda level: level.id)


def more(**said: str) -> dict[str, str]:
    return {"words": TYPED, "key": "cd" * 16, "text": "Ze staan beneden.", **said}


def main_of(response) -> str:
    """Return the page without the bar above it, which always says 112."""
    return str(response.content.decode().split("<main")[1])


@LEVELS
def test_danger_says_today_and_whom_to_call_and_never_tomorrow(public, team, level) -> None:
    people.a_report(WORDS)
    page = main_of(public.post(level.address("/postvak/bericht/"), more(danger="on")))
    words, coordinator = load(level=level.id).channel, load().contact("coordinator")

    assert Message.objects.get(danger_now=True)
    assert words["sent_text_danger"] in page
    assert words["look_again_today"] in page
    assert words["look_again"] not in page
    assert 'href="tel:112"' in page
    assert f'href="{coordinator.tel}"' in page
    assert 'name="danger" checked' not in page


def test_without_danger_nobody_is_frightened(public, team) -> None:
    people.a_report(WORDS)
    page = main_of(public.post("/postvak/bericht/", more()))

    assert load().channel["more_sent"] in page
    assert load().channel["look_again"] in page
    assert 'href="tel:112"' not in page


def test_opened_later_that_day_or_when_it_is_late_it_says_today_too(public, team) -> None:
    people.a_report(WORDS, danger=True)
    for days in (0, 3):
        Message.objects.update(received_at=timezone.now() - timedelta(days=days))
        page = main_of(public.post("/postvak/openen/", {"words": TYPED}))

        assert load().channel["look_again_today"] in page
        assert load().channel["look_again"] not in page


def test_a_text_that_is_not_sent_yet_keeps_112_beside_it(public, team) -> None:
    people.a_report(WORDS)
    page = public.post("/postvak/bericht/", more(danger="on", text=""))

    assert page.status_code == 400
    assert 'href="tel:112"' in main_of(page)
    assert 'name="danger" checked' in main_of(page)


def test_numbers_in_an_answer_can_be_tapped_and_nothing_in_it_is_html(public, team, desk) -> None:
    report = people.a_report(WORDS, text="Bel mij op 06-105 994 58 <b>nu</b>")
    answer = "Bel 112, of 06-105 994 58. Of 0800-2000! <script>alert(1)</script> Niet 112 euro."
    desk.post(f"/werk/melding/{report.pk}/", {"text": answer, "key": "ab" * 16})
    page = main_of(public.post("/postvak/openen/", {"words": TYPED}))
    [mine, theirs] = page.split('class="as" dir="auto">')[1:3]

    assert "<a" not in mine.split("</p>")[0]
    assert "&lt;b&gt;nu&lt;/b&gt;" in mine
    said = theirs.split("</p>")[0]
    assert [said.count(f'href="tel:{n}"') for n in ("112", "0610599458", "08002000")] == [1, 1, 1]
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Niet 112 euro." in said
