"""The door under a flood: honest people get through, junk works for its place, the disk is bounded."""

import asyncio
import json
import re
from base64 import b64encode
from pathlib import Path

import pytest
from django.conf import settings

import uitweg
from tests.integration.test_channel import form, post, report_body
from tests.support import flooders, people
from uitweg.channel.admission.actions.load import LOAD_MONITOR, LoadMonitor
from uitweg.channel.admission.public_views import admission
from uitweg.channel.admission.rules import load
from uitweg.channel.conversation.actions import stretching
from uitweg.channel.conversation.actions.store_faults import TooBusy
from uitweg.channel.conversation.models import Message, Report
from uitweg.channel.inbox.actions import inbox
from uitweg.channel.inbox.public_views import plain, sealed, uploads
from uitweg.platform.sealing import code, form_age, tokens
from uitweg.platform.sealing import proof_of_work as sealing_work
from uitweg.site.server import serve


@pytest.fixture(autouse=True)
def cheap_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing_work, "ITERATIONS", 1)
    monkeypatch.setattr(load, "HARDEST_WORK", 50)
    monkeypatch.setattr(load, "LONGEST_WORK", 50)
    admission.USED_SOLUTIONS.clear()


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Return what holds the door at a level, and the disk and the hour as told."""

    def hold(level: str, **counts: int) -> None:
        monkeypatch.setattr(settings, "LOAD_LEVEL", level)
        monkeypatch.setattr(LOAD_MONITOR, "counts", lambda: load.LoadCounts(**counts))

    return hold


def solution_for(public, given: dict[str, object]) -> str:  # type: ignore[no-untyped-def]
    asked = post(public, "/schrijven/verzegeld/", given)
    assert asked.status_code == 429
    return flooders.solved(asked.json()["challenge"])


def longer_envelope(team: people.Team) -> str:
    arriving, _ = people.sealed(code.new_words(), text="x" * 9000)
    return b64encode(arriving.for_team).decode()


# with a script


def test_calm_nothing_is_asked(public, team) -> None:
    assert post(public, "/schrijven/verzegeld/", report_body(team)).json()["ok"] is True
    assert len(admission.USED_SOLUTIONS) == 0


@pytest.mark.parametrize("level", ["busy", "flooded"])
def test_under_pressure_a_report_is_taken_in_for_work(public, team, held, level: str) -> None:
    held(level)
    given = report_body(team)
    asked = post(public, "/schrijven/verzegeld/", given)
    assert (asked.status_code, asked.json()["error"]) == (429, "work")
    assert asked.json()["solver"] == admission.solver_script()[0]
    assert not Report.objects.exists()

    given["work"] = flooders.solved(asked.json()["challenge"])
    assert post(public, "/schrijven/verzegeld/", given).json()["ok"] is True
    assert Message.objects.count() == 1


def test_a_solution_serves_once_and_the_same_message_again_is_not_asked_twice(
    public, team, held
) -> None:
    held("busy")
    given = report_body(team)
    given["work"] = solution_for(public, given)
    answers = [post(public, "/schrijven/verzegeld/", given) for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 200]
    Message.objects.all().delete()  # as after a wipe: the solution is spent all the same

    assert post(public, "/schrijven/verzegeld/", given).status_code == 429
    assert not Message.objects.exists()


@pytest.mark.parametrize("on_event_loop", [False, True])
def test_who_worked_and_met_a_busy_store_gets_in_with_the_same_work(
    public, team, held, monkeypatch: pytest.MonkeyPatch, on_event_loop: bool
) -> None:
    """The work counted as spent, and so did that of each further try for ten minutes."""

    def busy(_write: object) -> None:
        raise TooBusy

    async def busy_too(_write: object) -> None:
        raise TooBusy

    held("busy")
    given = report_body(team)
    given["work"] = solution_for(public, given)
    with monkeypatch.context() as slow:
        slow.setattr(inbox, "store", busy)
        slow.setattr(inbox, "store_async", busy_too)
        if on_event_loop:
            path, key_id = "/schrijven/verzegeld/", bytes.fromhex(given["key_id"])
            raw = json.dumps(given).encode()
            first = asyncio.run(sealed.receive_on_event_loop(path, raw, key_id))[0]
        else:
            first = post(public, "/schrijven/verzegeld/", given).status_code
    again = post(public, "/schrijven/verzegeld/", given).status_code

    assert (first, again) == (503, 200)
    assert Message.objects.count() == 1


@pytest.mark.parametrize("change", ["key", "danger", "size"])
def test_a_stolen_solution_serves_no_other_message(public, team, held, change: str) -> None:
    held("busy")
    given = report_body(team)
    solution = solution_for(public, given)
    other = {
        "key": {"key": b64encode(tokens.new_token(16)).decode()},
        "danger": {"danger": True},
        "size": {"for_team": longer_envelope(team)},
    }[change]

    assert (
        post(public, "/schrijven/verzegeld/", given | other | {"work": solution}).status_code == 429
    )
    assert not Report.objects.exists()


def test_a_challenge_made_easier_is_refused(public, team, held) -> None:
    held("busy")
    given = report_body(team)
    challenge = post(public, "/schrijven/verzegeld/", given).json()["challenge"]
    challenge["parameters"] |= {"keyPrefix": "00"}

    given["work"] = flooders.solved(challenge)
    assert post(public, "/schrijven/verzegeld/", given).status_code == 429


def test_a_solution_is_worth_nothing_after_ten_minutes(
    public, team, held, monkeypatch: pytest.MonkeyPatch
) -> None:
    held("busy")
    given = report_body(team)
    monkeypatch.setattr(sealing_work, "SOLUTION_LASTS_SECONDS", -2)
    given["work"] = solution_for(public, given)

    assert post(public, "/schrijven/verzegeld/", given).status_code == 429


@pytest.mark.parametrize("nonsense", [7, None, "x", "e30=", "W10=", {"deep": 1}, "[[" * 700])
def test_nonsense_for_a_solution_breaks_nothing(public, team, held, nonsense: object) -> None:
    held("busy")

    answer = post(public, "/schrijven/verzegeld/", report_body(team) | {"work": nonsense})
    assert answer.status_code in (400, 429)


def test_used_solutions_are_forgotten_when_they_expire() -> None:
    spent = admission.UsedSolutions()
    assert [spent.take(b"a", now=at) for at in (0, 5, 602)] == [True, False, True]

    assert len(spent) == 1


# without a script


def test_a_form_under_pressure_waits_with_all_that_was_typed_in_the_page(
    public, team, held
) -> None:
    held("busy")
    typed = form(text="Eerste regel.\n\n<b>Tweede</b>", safe_times="na school", danger="on")
    page = public.post("/schrijven/versturen/", typed)
    html = page.content.decode()

    assert (page.status_code, page["Retry-After"]) == (429, "20")
    assert "Wacht 20 tellen" in html
    assert "Eerste regel.\n\n&lt;b&gt;Tweede&lt;/b&gt;</textarea>" in html
    assert all(f'value="{value}"' in html for value in (typed["words"], "na school", "on"))
    assert not Report.objects.exists()


def test_who_wrote_for_a_while_has_waited_already(public, team, held, monkeypatch) -> None:
    now = plain.seconds_now()
    stamp = admission.new_stamp(bytes.fromhex("ab" * 16), now=now)
    held("flooded")
    monkeypatch.setattr(plain, "seconds_now", lambda: now + 59)
    assert public.post("/schrijven/versturen/", form(since=stamp)).status_code == 429
    monkeypatch.setattr(plain, "seconds_now", lambda: now + 60)

    assert public.post("/schrijven/versturen/", form(since=stamp)).status_code == 200
    assert Message.objects.count() == 1


def test_the_stamp_comes_along_from_the_first_words_on(public, team, held) -> None:
    words = public.post("/schrijven/").content.decode()
    stamp = words.split('name="since" value="')[1].split('"')[0]
    key = words.split('name="key" value="')[1].split('"')[0]
    typed = form(key=key, since=stamp)
    write = public.post("/schrijven/bericht/", typed).content.decode()
    held("busy")
    wait = public.post("/schrijven/versturen/", typed).content.decode()

    assert f'name="since" value="{stamp}"' in write
    assert f'name="since" value="{stamp}"' in wait


@pytest.mark.parametrize("stamp", ["", "x", "0.0", "²." + "0" * 32, "9" * 60, "1." + "é" * 32])
def test_a_forged_stamp_begins_to_wait_now(public, team, held, stamp: str) -> None:
    held("busy")
    page = public.post("/schrijven/versturen/", form(since=stamp))

    assert page.status_code == 429
    assert f'name="since" value="{plain.seconds_now() // 10}' in page.content.decode()


def test_a_form_that_lay_open_for_two_days_goes_after_the_wait_that_the_page_names(
    public, team, held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page said "wait 60 seconds" each time again, and no wait ever helped."""
    held("flooded")
    now = plain.seconds_now()
    old = admission.new_stamp(bytes.fromhex("ab" * 16), now=now - 2 * 24 * 3600)
    wait = public.post("/schrijven/versturen/", form(since=old))
    stamp = wait.content.decode().split('name="since" value="')[1].split('"')[0]
    monkeypatch.setattr(plain, "seconds_now", lambda: now + 61)

    assert wait.status_code == 429
    assert public.post("/schrijven/versturen/", form(since=stamp)).status_code == 200


def test_a_stamp_of_another_form_or_of_yesterday_or_tomorrow_is_worth_nothing(
    public, team, held
) -> None:
    held("busy")
    key, now = bytes.fromhex("ab" * 16), plain.seconds_now()
    old = [admission.new_stamp(key, now=now - 90_000), admission.new_stamp(key, now=now + 600)]
    for stamp in (*old, admission.new_stamp(bytes(16), now=now - 90)):
        assert public.post("/schrijven/versturen/", form(since=stamp)).status_code == 429

    assert form_age.stamped_at(settings.SECRET_KEY.encode(), key, old[0]) == now - 90_000


def test_a_form_that_was_stored_is_not_told_to_wait_when_it_is_sent_again(
    public, team, held
) -> None:
    first = public.post("/schrijven/versturen/", form())
    held("flooded")
    again = public.post("/schrijven/versturen/", form())

    assert (first.status_code, again.status_code) == (200, 200)
    assert Message.objects.count() == 1


def test_writing_more_without_a_script_waits_too(public, team, held) -> None:
    public.post("/schrijven/versturen/", form())
    mailbox = public.post("/postvak/openen/", form()).content.decode()
    assert 'name="since"' in mailbox
    held("busy")
    page = public.post("/postvak/bericht/", form(key="cd" * 16, text="Nog iets."))

    assert page.status_code == 429
    assert 'action="/postvak/bericht/"' in page.content.decode()
    assert Message.objects.count() == 1


# how full it may get


@pytest.mark.parametrize("level", ["calm", "flooded"])
def test_behind_the_bound_of_an_hour_who_works_gets_in_each_minute(
    public, team, held, level: str
) -> None:
    free = 63 * 2**30
    behind = {"bytes_per_hour": 2 * load.bytes_per_hour_limit(free), "free_bytes": free}
    held(level, **behind, bytes_per_minute=load.bytes_per_hour_limit(free) // 60 + 1)
    given = report_body(team)
    given["work"] = solution_for(public, given)  # at a level fixed by hand as well
    full = post(public, "/schrijven/verzegeld/", given)
    assert (full.status_code, full.json()["error"]) == (503, "full")

    held(level, **behind, bytes_per_minute=load.bytes_per_hour_limit(free) // 61)
    # the same work still serves
    assert post(public, "/schrijven/verzegeld/", given).status_code == 200


def test_on_a_full_disk_nobody_works_for_nothing(public, team, held) -> None:
    held("flooded", free_bytes=load.DISK_FULL_BELOW_BYTES - 1)

    assert post(public, "/schrijven/verzegeld/", report_body(team)).status_code == 503


def test_a_form_that_does_not_fit_says_so_with_the_number_and_keeps_the_text(
    public, team, held
) -> None:
    held("flooded", free_bytes=load.DISK_FULL_BELOW_BYTES - 1)
    stamp = admission.new_stamp(bytes.fromhex("ab" * 16), now=plain.seconds_now() - 90)
    page = public.post("/schrijven/versturen/", form(since=stamp))

    assert page.status_code == 503
    assert people.STORY in page.content.decode()
    assert 'href="tel:' in page.content.decode()


def test_the_meter_counts_from_the_store_after_a_restart(public, team) -> None:
    for _ in range(3):
        people.a_report()
    LOAD_MONITOR.clear()
    LOAD_MONITOR.measure()
    counts = LOAD_MONITOR.counts()

    assert (counts.stored_per_hour, counts.waiting) == (3, 3)
    assert counts.bytes_per_hour > 3 * 2 * load.STEP_BYTES
    assert 0 < counts.free_bytes < 2**60


def test_the_store_is_measured_once_in_five_seconds_however_often_it_is_asked(team) -> None:
    clock, waiting = [100.0], []
    monitor = LoadMonitor(clock=lambda: clock[0])
    for now in (100.0, 104.9, 105.0):
        clock[0] = now
        monitor.measure()
        waiting.append(monitor.counts().waiting)
        people.a_report()

    assert waiting == [0, 0, 2]


MALFORMED = [
    {"for_team": "AAAA"},
    {"key": "AAAA"},
    {"mailbox_id": "AAAA"},
    {"reporter_public": "AAAA"},
    {"danger": "x"},
    {"files": "zz"},
]


def test_what_is_malformed_counts_for_nothing(public, team, monkeypatch) -> None:
    monkeypatch.setattr(settings, "LOAD_LEVEL", "measured")
    key_id = report_body(team)["key_id"]
    short = {"key_id": key_id, "key": "", "for_team": "", "for_reporter": "", "danger": True}
    for _ in range(260):
        assert post(public, "/schrijven/verzegeld/", short).status_code == 400
    for wrong in MALFORMED:
        assert post(public, "/schrijven/verzegeld/", report_body(team) | wrong).status_code == 400

    assert LOAD_MONITOR.counts().requests_per_minute == LOAD_MONITOR.counts().danger_per_minute == 0
    assert post(public, "/schrijven/verzegeld/", report_body(team)).status_code == 200


def test_who_does_no_work_makes_it_no_dearer_for_others(public, team, monkeypatch) -> None:
    monkeypatch.setattr(settings, "LOAD_LEVEL", "measured")
    mark = load.LEVEL_THRESHOLDS[load.LoadLevel.BUSY].requests_per_minute
    given = report_body(team)
    answers = [post(public, "/schrijven/verzegeld/", given).status_code for _ in range(300)]

    assert answers == [200] * mark + [429] * (300 - mark)
    assert LOAD_MONITOR.level(LOAD_MONITOR.counts()) == load.LoadLevel.BUSY


def test_an_enormous_key_is_kept_nowhere(public, team, held) -> None:
    held("busy")
    given = report_body(team) | {"key": "A" * 400_000}
    size = sum(len(str(given[name])) for name in ("for_team", "for_reporter")) * 3 // 4
    about = admission.AdmissionRequest(given["key"].encode(), size, danger=False).binding
    secret = settings.SECRET_KEY.encode()
    given["work"] = flooders.solved(sealing_work.challenge(secret, about, most=1000))

    assert post(public, "/schrijven/verzegeld/", given).status_code == 400
    assert len(admission.USED_SOLUTIONS) == 0


def test_the_table_of_used_solutions_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "MOST_USED_SOLUTIONS", 5)
    spent = admission.UsedSolutions()
    assert all(spent.take(bytes([n]) * 16, now=n) for n in range(20))

    assert len(spent) == 5
    assert not spent.take(bytes([19]) * 16, now=20)  # the newest are still known


def test_work_that_was_done_while_it_was_easy_serves_no_flood_later(
    public, team, held, monkeypatch
) -> None:
    monkeypatch.setattr(load, "EASY_WORK", 20)
    held("busy")
    given = report_body(team)
    given["work"] = solution_for(public, given)
    held("flooded", requests_per_minute=5000)

    assert post(public, "/schrijven/verzegeld/", given).status_code == 429


def test_one_form_sent_again_and_again_takes_one_place(public, team, monkeypatch) -> None:
    monkeypatch.setattr(settings, "LOAD_LEVEL", "measured")
    for _ in range(4):
        assert public.post("/schrijven/versturen/", form()).status_code == 200
    counts = LOAD_MONITOR.counts()

    assert (counts.plain_per_minute, counts.requests_per_minute, counts.stored_per_hour) == (
        1,
        1,
        1,
    )


# who would lock others out


def test_a_flood_of_opened_mailboxes_leaves_the_line_open_to_who_sends(public, team) -> None:
    taken = [stretching.READING_PLACES.acquire(blocking=False) for _ in range(10)]
    places = [stretching.WAITING_PLACES.acquire(blocking=False) for _ in taken]
    try:
        opened = public.post("/postvak/openen/", form())
        sent = public.post("/schrijven/versturen/", form())
    finally:
        for _ in taken:
            stretching.READING_PLACES.release()
            stretching.WAITING_PLACES.release()

    assert all(taken + places)
    assert (opened.status_code, sent.status_code) == (503, 200)


def test_a_thousand_wrong_words_count_against_nobody(public, team) -> None:
    words = code.new_words()
    people.a_report(words)
    for _ in range(1000):
        wrong = {"mailbox_id": b64encode(tokens.new_token(32)).decode()}
        assert post(public, "/postvak/verzegeld/", wrong).status_code == 200
    right = code.stretch(words).mailbox_id
    page = post(public, "/postvak/verzegeld/", {"mailbox_id": b64encode(right).decode()})

    assert int.from_bytes(page.content[:4]) > 0
    assert (
        LOAD_MONITOR.counts().requests_per_minute == 0
    )  # no message waits because others open mailboxes


def test_a_flood_of_files_holds_half_of_the_threads_at_most_and_hears_so_at_once(
    public, team, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = [uploads.WAITING_PLACES.acquire(blocking=False) for _ in range(14)]
    monkeypatch.setattr(uploads, "TURN_TIMEOUT_SECONDS", 3600)  # a wait would never end
    monkeypatch.setattr(
        "uitweg.channel.attachments.actions.uploads.read_uploaded_chunks", lambda body: body
    )
    try:
        answer = public.post("/bestand/stuk/", b"x", content_type="application/octet-stream")
    finally:
        for _ in taken:
            uploads.WAITING_PLACES.release()

    assert all(taken)
    assert len(taken) * 2 < serve.THREADS["public"]
    assert (answer.status_code, answer.json()["error"]) == (503, "busy")


def a_piece(public) -> int:  # type: ignore[no-untyped-def]
    kind = "application/octet-stream"
    answer = public.post("/bestand/stuk/", flooders.a_piece(1), content_type=kind)
    return int(answer.status_code)


def test_under_a_flood_files_take_work_and_stop_before_words_do(public, team, held) -> None:
    held("busy")
    assert a_piece(public) == 200
    held("flooded")
    assert a_piece(public) == 429
    held("flooded", bytes_per_hour=load.bytes_per_hour_limit(2**60))
    assert a_piece(public) == 503
    # and not 503
    assert post(public, "/schrijven/verzegeld/", report_body(team)).status_code == 429


def test_nobodys_address_is_looked_at() -> None:
    looks = re.compile(r"REMOTE_ADDR|X[-_]FORWARDED[-_]FOR|scope\.client", re.I)
    found = [
        f"{path.name}: {line.strip()}"
        for path in sorted(Path(uitweg.__path__[0]).rglob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if looks.search(line)
    ]

    assert [one for one in found if '"REMOTE_ADDR": ""' not in one] == []


def test_health_says_that_a_full_disk_takes_no_report(public, team, held) -> None:
    assert public.get("/health").json()["open"] is True
    held("calm", free_bytes=load.DISK_FULL_BELOW_BYTES - 1)
    assert public.get("/health").json()["open"] is False
