"""What the check knows goes along to the message, step by step, in the bodies of forms only."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from tests.support import people
from uitweg.channel.conversation.models import Message
from uitweg.channel.conversation.rules.reports import ReporterNeed, ReporterRole
from uitweg.channel.inbox.actions import inbox
from uitweg.knowledge.signalcheck.public_views.outcome import CARRIED_ROLES
from uitweg.platform.content import levels, load
from uitweg.platform.sealing import code, conversation

IN_DANGER = {"danger": "1", "role": "youngster", "signals": "ask.danger wants-to-die"}
WORDS = " ".join(code.WORDS[10:17])
LEVELS = pytest.mark.parametrize("level", levels(), ids=lambda level: level.id)


def form(**more: str) -> dict[str, str]:
    return {"words": WORDS, "key": "ab" * 16, **more}


def fields_of(html: str, action: str) -> dict[str, str]:
    """Return what a browser would send on from the page's first form to this address."""
    form = re.split(rf'<form[^>]*action="{action}"', html)[1].split("</form>")[0]
    elsewhere = re.findall(r'<input[^>]* form="story"[^>]*>', html)
    found = {}
    for tag in re.findall(r"<input[^>]*>", form) + (elsewhere if "<textarea" in form else []):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if attributes.get("type") not in ("checkbox", "radio") or tag.endswith("checked>"):
            found[attributes["name"]] = unescape(attributes.get("value", "on"))
    if chosen := re.search(r'name="role".*?<option value="(\w+)" selected', form, re.DOTALL):
        found["role"] = chosen[1]
    found.pop("file", None)
    return found


def main_of(html: str) -> str:
    return html.partition("<main")[2].partition("</main>")[0]


def boxes(html: str) -> int:
    return html.count("data-danger")


def walk(public: people.PublicClient, level, outcome: str) -> list[str]:
    """Go from the check's outcome to the page to write on; return its three pages."""
    to = level.address
    words = public.post(to("/schrijven/"), fields_of(outcome, to("/schrijven/"))).content.decode()
    next_step = fields_of(words, to("/schrijven/bericht/"))
    write = public.post(to("/schrijven/bericht/"), next_step).content.decode()
    return [outcome, words, write]


def opened(team) -> tuple[Message, conversation.MessageContent]:
    message = Message.objects.select_related("report").get()
    content = conversation.open_message(
        team.keys.seed,
        bytes(message.report.mailbox_hash),
        bytes(message.key),
        bytes(message.for_team),
    )
    return message, content


@LEVELS
@pytest.mark.parametrize("again", [False, True], ids=["first words", "new words"])
def test_a_yes_to_danger_reaches_the_desk_with_every_answer_and_the_role(
    public, team, level, again: bool
) -> None:
    said = {"past": "danger.yes tonight.no debt.yes things.yes", "stop": "1"}
    check = level.address("/vragen/los/")
    _, words, write = walk(public, level, public.post(check, said).content.decode())
    if again:
        _, words, write = walk(public, level, words)

    own = load(level=level.id).check_answers
    assert own["ask.danger"].own in unescape(write)
    assert load(level=level.id).channel["danger_from_check"] in unescape(write)
    assert 'id="role-from">' in write
    assert all(boxes(page) == 1 for page in (words, write))
    send = level.address("/schrijven/versturen/")
    done = public.post(send, {**fields_of(write, send), "text": people.STORY}).content.decode()
    message, content = opened(team)
    assert message.danger_now
    assert content.role == "youngster"
    assert set(content.signals) == {"ask.danger", "sudden-debts", "ask.things"}
    assert load(level=level.id).channel["look_in_danger"] in done
    assert load(level=level.id).channel["look_in"] not in done


@pytest.mark.parametrize("flag", [s.ref for s in load().signals if s.acute])
def test_a_red_flag_about_another_is_danger_in_the_message_too(public, team, flag: str) -> None:
    outcome = public.post("/check/", {"s": flag, "who": "professional"}).content.decode()
    *_, write = walk(public, levels()[0], outcome)
    given = fields_of(write, "/schrijven/versturen/")

    assert given["needed"] == "now"
    assert given["role"] == "professional"
    assert given["from_check"] == "danger role"


@LEVELS
def test_who_does_not_want_to_live_reads_113_on_the_page_to_write_on_too(
    public, team, level
) -> None:
    outcome = public.post(level.address("/vragen/"), {"s": "red5"}).content.decode()
    about_life = walk(public, level, outcome)[1:]
    outcome = public.post(level.address("/vragen/"), {"s": "red1"}).content.decode()
    about_violence = walk(public, level, outcome)[1:]

    assert all("data-life>" in page and 'href="tel:113"' in page for page in about_life)
    assert not any("data-life" in page for page in about_violence)


def test_without_danger_nothing_of_it_is_said(public, team) -> None:
    outcome = public.post("/check/", {"s": "bez4", "who": "other"}).content.decode()
    *_, words, write = walk(public, levels()[0], outcome)
    given = fields_of(write, "/schrijven/versturen/")

    assert boxes(words) == 0
    assert boxes(write) == 1  # under "now", for whoever still chooses that
    assert "data-life" not in words + write
    assert given["needed"] == "unsaid"
    assert given["from_check"] == ""
    assert 'id="danger-from" hidden' in write


@LEVELS
def test_who_told_of_suicide_sees_113_first_on_every_page(public, team, level) -> None:
    outcome = public.post(level.address("/check/"), {"s": "red5", "who": "family"})
    _, words, write = walk(public, level, outcome.content.decode())
    send = level.address("/schrijven/versturen/")
    done = public.post(send, {**fields_of(write, send), "text": people.STORY}).content.decode()

    for page in (words, write, done):
        main = page.partition("<main")[2]
        assert "data-life hidden" not in main
        assert 0 < main.index('href="tel:113"') < main.index('href="tel:112"')
        assert main.count('href="tel:112"') == 1  # in the same box: no second one says the other


def test_suicide_and_another_danger_keep_112_in_its_own_red_box(public, team) -> None:
    outcome = public.post("/check/", {"s": ["red5", "red1"]}).content.decode()
    _, words, write = walk(public, levels()[0], outcome)

    for page in (words, write):
        assert "data-life>" in page
        assert boxes(page) == 1


@pytest.mark.parametrize(
    ("needed", "danger"), [("now", True), ("today", False), ("week", False), ("unsaid", False)]
)
def test_when_somebody_is_needed_travels_sealed_and_now_is_danger(
    public, team, fatima, desk, needed: str, danger: bool
) -> None:
    page = public.post("/schrijven/versturen/", form(needed=needed, text=people.STORY))
    message, content = opened(team)

    assert (content.needed, message.danger_now) == (needed, danger)
    assert ('href="tel:112"' in main_of(page.content.decode())) == danger
    now = desk.get("/werk/").content.decode()
    assert ("heeft vandaag iemand nodig" in now) == (needed == "today")
    side = desk.get(f"/werk/melding/{message.report_id}/").context["needed"]
    assert side == ReporterNeed.words_of(needed)


def test_the_desk_names_the_red_flags_in_the_bar_about_danger(public, team, fatima, desk) -> None:
    told = form(needed="now", text=people.STORY, signals="wants-to-die weapon-or-explosive")
    public.post("/schrijven/versturen/", told)
    bar = desk.get(f"/werk/melding/{opened(team)[0].report_id}/").content.decode()
    bar = bar.partition('class="hot"')[2].partition("</p>")[0]

    for flag in ("wants-to-die", "weapon-or-explosive"):
        assert load().signal(flag).see in unescape(bar)
    assert "113" in bar


@pytest.mark.parametrize("forged", ["now now", "NOW", "<b>", "x" * 9000, "later"])
def test_another_answer_to_when_is_refused_and_nothing_is_stored(public, team, forged: str) -> None:
    page = public.post("/schrijven/versturen/", form(needed=forged, text=people.STORY))

    assert page.status_code == 400
    assert people.STORY in unescape(page.content.decode())
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("said", "row"),
    [
        ({"needed": "now"}, "heeft nu iemand nodig"),
        ({"needed": "now", "danger": True}, ""),
        ({"needed": "week", "danger": True}, ""),
        ({"needed": "<b>nu</b>" + "x" * 9000}, ""),
    ],
    ids=["now-without-the-mark", "now-and-the-mark", "the-mark-alone", "unknown"],
)
def test_a_program_of_ones_own_hides_no_need_from_the_desk(
    team, fatima, desk, said: dict[str, Any], row: str
) -> None:
    """The mark of danger is open and the need is sealed: only our own pages make them agree."""
    report = people.a_report(**said)
    now = desk.get("/werk/").content.decode()
    page = desk.get(f"/werk/melding/{report.pk}/")
    in_danger = said["needed"] == "now" or bool(said.get("danger"))

    assert ("iemand nodig" in now, row in now) == (bool(row), True)
    assert ("Nieuwe melding, er is gevaar" in now) == bool(said.get("danger"))
    assert ("De melder zegt dat er nu gevaar is" in page.content.decode()) == in_danger
    assert "<b>nu</b>" not in now + page.content.decode()
    assert page.context["needed"] == ReporterNeed.words_of(said["needed"])


@pytest.mark.parametrize(
    ("needed", "words"),
    [("now", "had meteen iemand nodig"), ("today", "had dezelfde dag iemand nodig")],
)
def test_what_was_needed_yesterday_is_not_called_today(
    team, fatima, desk, needed: str, words: str
) -> None:
    people.a_report(needed=needed, at=timezone.now() - timedelta(days=1))

    assert words in desk.get("/werk/").content.decode()


def test_a_later_message_takes_nothing_from_who_wrote_the_first(team, fatima, desk) -> None:
    words = code.new_words()
    people.a_report(words, role="family")
    inbox.receive_message(people.sealed(words, role="unsaid", danger=True)[0])
    now = desk.get("/werk/").content.decode()

    assert "Ouder of familie" in now
    assert "Zegt het liever niet" not in now


def test_the_person_can_untick_it_and_leave_the_check_behind(public, team) -> None:
    write = public.post("/schrijven/bericht/", form(**IN_DANGER)).content.decode()
    given = fields_of(write, "/schrijven/versturen/")
    given.pop("signals")
    changed = {"needed": "week", "role": "unsaid"}
    public.post("/schrijven/versturen/", {**given, **changed, "text": people.STORY})

    message, content = opened(team)
    assert not message.danger_now
    assert content.signals == ()
    assert content.role == "unsaid"
    assert content.needed == "week"


def test_what_was_taken_along_stays_through_an_error(public, team) -> None:
    write = public.post("/schrijven/bericht/", form(**IN_DANGER)).content.decode()
    given = fields_of(write, "/schrijven/versturen/")
    page = public.post("/schrijven/versturen/", {**given, "text": ""})

    assert page.status_code == 400
    html = page.content.decode()
    assert fields_of(html, "/schrijven/versturen/") == given
    assert boxes(html) == 1
    assert 'id="danger-from">' in html


def test_forged_answers_and_roles_are_left_out(public, team) -> None:
    forged = {
        "danger": "1",
        "role": "admin",
        "from_check": "<script> role",
        "signals": "ask.danger ask.danger ask.nonsense <script>alert(1)</script> " + "x" * 9000,
    }
    write = public.post("/schrijven/bericht/", form(**forged)).content.decode()
    given = fields_of(write, "/schrijven/versturen/")

    assert "alert(1)" not in write
    assert given["signals"] == "ask.danger"
    assert given["from_check"] == "danger"
    assert "role" not in given


@pytest.mark.parametrize("address", ["/schrijven/bericht/", "/schrijven/versturen/"])
def test_a_step_that_cannot_begin_still_says_112(public, team, address: str) -> None:
    page = public.post(address, {**IN_DANGER, "words": "niets"})

    assert page.status_code == 400
    assert boxes(page.content.decode()) == 1


def test_nothing_of_it_stands_in_an_address_or_a_cookie(public, team) -> None:
    outcome = public.post("/vragen/los/", {"a": "danger.yes"})
    pages = [outcome.content.decode(), *walk(public, levels()[0], outcome.content.decode())]

    assert not any(re.search(r'(?:href|action)="[^"]*\?[^"]*danger', page) for page in pages)
    assert not public.cookies


def test_every_role_of_the_check_is_one_that_the_channel_knows() -> None:
    assert set(CARRIED_ROLES.values()) <= {*ReporterRole}


def test_the_desk_reads_the_answers_in_words(public, team, fatima, desk) -> None:
    given = ("ask.danger", "ask.nonsense", "known.bullying")
    report = people.a_report(signals=given, role="professional")
    page = desk.get(f"/werk/melding/{report.pk}/")

    assert load().check_answers["ask.danger"].see in page.content.decode()
    assert "Werkt met jongeren" in page.content.decode()
    assert load().check_answers["known.bullying"].see in page.content.decode()
    assert [answer.id for answer in page.context["signals"]] == ["danger", "bullying"]
