"""The podcast at the public door: its pages, its sound in ranges, and when it goes."""

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from errno import ENOSPC
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone
from msgspec.structs import replace

from tests.integration.test_door_rights import as_the_door, refusal
from tests.support import people
from tests.support.people import acting
from tests.support.recordings import TRANSCRIPT, a_consent, a_recording, an_mp3
from uitweg.knowledge.training import jobs
from uitweg.knowledge.training.actions import podcast, recordings, sound_files
from uitweg.knowledge.training.models import Recording, RecordingPiece, SpeakerConsent
from uitweg.knowledge.training.public_views import podcast_files
from uitweg.knowledge.training.public_views.everything import training_pages
from uitweg.knowledge.training.rules.podcast import ConsentScope, VoiceKind
from uitweg.platform.accounts.rules import Role
from uitweg.platform.content import load
from uitweg.site.config import door_rights
from uitweg.site.web.public_pages import publish_all
from uitweg.site.web.published import SOONEST

pytestmark = pytest.mark.django_db(databases=["default", "channel"])
PAGE, SOUND = "/leren/podcast/de-jas/", "/leren/podcast/de-jas/opname.mp3"


@pytest.fixture
def editor(team):  # type: ignore[no-untyped-def]
    return acting(people.a_member(team, "Iris", Role.EDITOR))


@pytest.fixture
def visitor() -> people.PublicClient:
    return people.PublicClient()


def publish(editor, **changes):  # type: ignore[no-untyped-def]
    return podcast.publish_recording(a_recording(**changes), load(), by=editor)


def got(answer) -> bytes:  # type: ignore[no-untyped-def]
    return b"".join(answer) if answer.streaming else answer.content


def test_what_goes_in_comes_out_byte_for_byte(editor, visitor) -> None:
    sound = an_mp3(120)
    recording = publish(editor, content=sound)

    answer = visitor.get(SOUND)

    assert answer.status_code == 200
    assert got(answer) == sound
    assert bytes(recording.sha256) == hashlib.sha256(sound).digest()
    assert answer.headers["Content-Length"] == str(len(sound))
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Type"] == "audio/mpeg"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-1", 0, 1),
        ("bytes=65530-65545", 65530, 65545),
        ("bytes=100000-", 100000, None),
        ("bytes=-1000", -1000, None),
        ("bytes=65536-131071", 65536, 131071),
    ],
)
def test_a_range_is_answered_with_just_that(
    editor, visitor, asked: str, first: int, last: int | None
) -> None:
    sound = bytes(an_mp3(120))
    publish(editor, content=sound)

    answer = visitor.get(SOUND, headers={"Range": asked})

    begin = first % len(sound)
    end = len(sound) - 1 if last is None else last
    assert answer.status_code == 206
    assert got(answer) == sound[begin : end + 1]
    assert answer.headers["Content-Range"] == f"bytes {begin}-{end}/{len(sound)}"
    assert answer.headers["Content-Length"] == str(end + 1 - begin)


def test_a_range_behind_the_end_is_refused_with_the_length(editor, visitor) -> None:
    sound = publish(editor)

    answer = visitor.get(SOUND, headers={"Range": f"bytes={sound.size}-"})

    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{sound.size}"


def test_who_has_it_already_gets_nothing_and_a_range_of_an_old_one_gets_the_whole(
    editor, visitor
) -> None:
    tag = publish(editor).etag

    assert visitor.get(SOUND, headers={"If-None-Match": tag}).status_code == 304
    ranged = {"Range": "bytes=0-9"}
    assert visitor.get(SOUND, headers={**ranged, "If-Range": tag}).status_code == 206
    assert visitor.get(SOUND, headers={**ranged, "If-Range": '"old"'}).status_code == 200


def test_head_tells_the_length_and_sends_nothing(editor, visitor) -> None:
    recording = publish(editor)

    answer = visitor.head(SOUND)

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Length"] == str(recording.size)


def test_the_page_plays_from_here_and_says_that_a_machine_speaks(editor, visitor) -> None:
    assert "<audio" not in visitor.get(PAGE).content.decode()
    publish(editor)

    answer = visitor.get(PAGE)
    html = answer.content.decode()

    assert f'<source src="{SOUND}" type="audio/mpeg">' in html
    assert 'preload="none"' in html
    assert "Deze stem is gemaakt door een computer." in html
    assert "media-src 'self'" in answer.headers["Content-Security-Policy"]


def test_no_other_page_may_play_sound(editor) -> None:
    publish(editor)
    for path, page in publish_all(SOONEST, everything=True).published.items():
        policy = dict(page.headers).get("content-security-policy", "")
        assert ("media-src" in policy) == (path == PAGE), path


def test_a_person_is_not_called_a_machine(editor, visitor) -> None:
    consents = (a_consent(editor.today),)
    publish(editor, voice=VoiceKind.PERSON, consents=consents)

    assert "computer" not in visitor.get(PAGE).content.decode()


def test_transcript_and_chapters_are_there_as_others_read_them(editor, visitor) -> None:
    publish(editor)

    transcript = visitor.get(f"{PAGE}tekst.vtt")
    chapters = visitor.get(f"{PAGE}delen.json")

    assert (transcript.content, transcript.headers["Content-Type"]) == (
        TRANSCRIPT,
        "text/vtt; charset=utf-8",
    )
    assert chapters.headers["Content-Type"] == "application/json+chapters"
    told = json.loads(chapters.content)
    assert told["version"] == "1.2.0"
    titles = [chapter.title for chapter in load().episode("de-jas").script.chapters]
    assert [(each["startTime"], each["title"]) for each in told["chapters"]] == [
        (float(number), title) for number, title in enumerate(titles)
    ]


def test_the_copy_that_sound_leaves_from_is_equal_and_goes_with_the_recording(
    editor, visitor
) -> None:
    recording = publish(editor, content=an_mp3(120))
    path, first, end = visitor.get(SOUND, headers={"Range": "bytes=5-70000"}).from_file

    assert (first, end) == (5, 70001)
    assert Path(path).read_bytes() == an_mp3(120)
    podcast.take_off_air(recording.pk, by=editor)
    publish_all(SOONEST, everything=True)
    assert not Path(path).exists()


def test_without_room_for_a_copy_no_whole_recording_is_in_memory(
    editor, visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(editor, content=an_mp3(120))
    monkeypatch.setattr(podcast_files, "sound_file", lambda _: None)
    monkeypatch.setattr(podcast_files, "MOST_IN_MEMORY", 1000)

    whole = visitor.get(SOUND)
    part = visitor.get(SOUND, headers={"Range": "bytes=5-"})
    small = visitor.get(SOUND, headers={"Range": "bytes=5-10"})

    assert (whole.status_code, whole["Retry-After"]) == (503, "60")
    assert part.status_code == small.status_code == 206
    assert got(part) == an_mp3(120)[5:1005]
    assert part["Content-Range"] == f"bytes 5-1004/{len(an_mp3(120))}"
    assert got(small) == an_mp3(120)[5:11]


def test_a_copy_for_which_there_is_no_room_leaves_nothing(
    editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Iterator[bytes]:
        yield b"half"
        raise OSError(ENOSPC, "full")

    recording = publish(editor)
    folder = sound_files._folder()
    before = set(folder.iterdir())
    monkeypatch.setattr(sound_files, "sound_between", full)
    monkeypatch.setattr(sound_files, "_name", lambda _: "full.mp3")

    assert sound_files.sound_file(recording) is None
    assert set(folder.iterdir()) == before


def test_consent_taken_back_takes_it_off_every_place_at_once(editor, visitor) -> None:
    consents = (a_consent(editor.today), a_consent(editor.today))
    publish(editor, voice=VoiceKind.PERSON, consents=consents)
    assert SOUND in publish_all(SOONEST, everything=True).published[PAGE].body("").decode()  # type: ignore[union-attr]

    podcast.withdraw_consent(SpeakerConsent.objects.order_by("id")[0].pk, by=editor)

    shelf = publish_all(SOONEST, everything=True).published
    assert SOUND not in shelf[PAGE].body("").decode()  # type: ignore[union-attr]
    assert "<item>" not in shelf["/leren/podcast/feed.xml"].body("").decode()  # type: ignore[union-attr]
    assert f"{PAGE}tekst.vtt" not in shelf
    for path in (SOUND, f"{PAGE}tekst.vtt", f"{PAGE}delen.json"):
        assert visitor.get(path).status_code == 404


def test_what_is_on_air_changes_what_the_door_watches(editor) -> None:
    today = editor.today
    before = recordings.on_air_ids(today)
    recording = publish(editor)
    during = recordings.on_air_ids(today)
    podcast.take_off_air(recording.pk, by=editor)

    assert len({before, during}) == 2
    assert recordings.on_air_ids(today) == before == ()


def test_consent_until_a_day_ends_with_that_day(editor) -> None:
    today = editor.today
    consents = (a_consent(today, until=today + timedelta(days=2)), a_consent(today))
    publish(editor, voice=VoiceKind.PERSON, consents=consents)

    assert recordings.recording_of("de-jas", today=today + timedelta(days=2))
    assert not recordings.recording_of("de-jas", today=today + timedelta(days=3))


def test_consent_for_the_page_alone_keeps_it_out_of_the_feed(editor, visitor) -> None:
    consents = (a_consent(editor.today), a_consent(editor.today, scope=ConsentScope.PAGE))
    publish(editor, voice=VoiceKind.PERSON, consents=consents)

    assert b"<item>" not in visitor.get("/leren/podcast/feed.xml").content
    assert SOUND in visitor.get(PAGE).content.decode()


def test_the_worker_wipes_sound_that_ended_then_the_consents_after_their_term(editor) -> None:
    now = timezone.now()
    recording = publish(editor, content=an_mp3(400), consents=(a_consent(editor.today),))
    podcast.take_off_air(recording.pk, by=editor)

    for _ in range(3):
        jobs.remove_ended_recordings(now=now)

    assert not RecordingPiece.objects.exists()
    assert bytes(Recording.objects.get().transcript) == b""
    assert SpeakerConsent.objects.exists()
    jobs.remove_ended_recordings(now=now + timedelta(days=366))
    assert not Recording.objects.exists()
    assert not SpeakerConsent.objects.exists()


def test_an_upload_that_was_cut_off_is_not_heard_and_goes(editor, visitor, monkeypatch) -> None:
    def cut_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(podcast, "_put_on_air", cut_off)
    with pytest.raises(KeyboardInterrupt):
        publish(editor)

    assert RecordingPiece.objects.exists()
    assert visitor.get(SOUND).status_code == 404
    later = timezone.now() + timedelta(hours=2)
    for _ in range(2):
        jobs.remove_ended_recordings(now=later)
    assert not RecordingPiece.objects.exists()
    assert not Recording.objects.exists()


def test_a_changed_number_changes_the_text_and_the_page_says_the_sound_is_old(
    editor, visitor, monkeypatch
) -> None:
    publish(editor)
    page, content = training_pages()[PAGE], load()
    words = page.words.func  # type: ignore[attr-defined]
    assert not words(content.episode("de-jas"), content)["says_old_number"]
    changed = replace(
        content,
        contacts=tuple(
            replace(each, number="06-00 00 00 01") if each.id == "coordinator" else each
            for each in content.contacts
        ),
    )

    shown = words(changed.episode("de-jas"), changed)

    assert shown["says_old_number"]
    text = "".join(line.text for chapter in shown["chapters"] for line in chapter.lines)
    assert "06-00 00 00 01" in text
    assert content.contact("coordinator").number not in text


@pytest.mark.postgres
def test_the_door_reads_no_consent_and_on_postgresql_only_what_is_published(editor) -> None:
    door_rights.set_door_rights()
    consents = (a_consent(editor.today),)
    podcast.take_off_air(publish(editor, consents=consents).pk, by=editor)
    publish(editor, content=an_mp3(30))
    on_postgres = connections["channel"].vendor == "postgresql"

    assert refusal("SELECT count(*) FROM training_speakerconsent")
    assert refusal("UPDATE training_recording SET ended_at = NULL")
    assert refusal("DELETE FROM training_recordingpiece")
    with as_the_door():
        assert Recording.objects.count() == (1 if on_postgres else 2)
        recordings_read = RecordingPiece.objects.values("recording").distinct().count()
    assert recordings_read == (1 if on_postgres else 2)
