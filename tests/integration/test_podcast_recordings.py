"""An editor puts a recording of the podcast online, and takes it off again."""

from datetime import timedelta
from typing import Any

import pytest
import webvtt
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.support import people
from tests.support.recordings import TRANSCRIPT, an_mp3
from uitweg.knowledge.training.models import Recording, RecordingPiece, SpeakerConsent
from uitweg.knowledge.training.rules.podcast import LARGEST_RECORDING, RecordingProblem
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.content import load
from uitweg.site.demo.recordings import FOLDER, made_recording

pytestmark = pytest.mark.django_db(databases=["default", "channel"])
LIST, PAGE = "/leren/podcast/", "/leren/podcast/de-jas/"
ADDRESSES = (LIST, PAGE, "/leren/podcast/toestemming/1/", "/leren/podcast/opname/1/")


@pytest.fixture
def iris(team) -> Client:  # type: ignore[no-untyped-def]
    return people.at_the_desk(people.a_member(team, "Iris", Role.EDITOR))


def form(**changes: Any) -> dict[str, Any]:
    filled = {
        "sound": SimpleUploadedFile("les.mp3", an_mp3()),
        "transcript": SimpleUploadedFile("les.vtt", TRANSCRIPT),
        "voice": "person",
        "numbers": "on",
        **{f"begin_{number}": f"0:{number:02}" for number in range(1, 7)},
        "speaker_1": "actor",
        "scope_1": "everywhere",
        "given_1": timezone.localdate().isoformat(),
    }
    filled |= changes
    return {name: value for name, value in filled.items() if value is not None}


def sound(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("les.mp3", content)


def rows() -> tuple[int, ...]:
    return tuple(table.objects.count() for table in (Recording, RecordingPiece, SpeakerConsent))


def test_a_recording_goes_online_with_who_agreed(iris: Client) -> None:
    answer = iris.post(PAGE, form())

    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    recording = Recording.objects.on_air(timezone.localdate()).get()
    assert (recording.episode, recording.voice, recording.kind) == ("de-jas", "person", "mp3")
    consent = recording.consents.get()
    assert (consent.speaker, consent.scope, consent.until) == ("actor", "everywhere", None)
    assert AuditEntry.objects.filter(act="podcast:publish").count() == 1
    html = iris.get(PAGE).content.decode()
    assert "Stemacteur" in html
    assert "Haal de opname eraf" in html


LONG_PAST = (timezone.localdate() - timedelta(days=9)).isoformat()
TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()
REFUSED: dict[str, tuple[dict[str, Any], RecordingProblem]] = {
    "an empty file": ({"sound": sound(b"")}, RecordingProblem.EMPTY),
    "another kind": ({"sound": sound(b"OggS" + bytes(500))}, RecordingProblem.UNKNOWN),
    "a text": ({"sound": sound(b"hoi" * 500)}, RecordingProblem.UNKNOWN),
    "a picture": ({"sound": sound(b"\x89PNG\r\n\x1a\n" + bytes(99))}, RecordingProblem.UNKNOWN),
    "no sound in it": ({"sound": sound(b"ID3" + bytes(500))}, RecordingProblem.BROKEN),
    "cut off": ({"sound": sound(an_mp3()[:-50])}, RecordingProblem.CUT_OFF),
    "too large": ({"sound": sound(bytes(LARGEST_RECORDING + 1))}, RecordingProblem.LARGE),
    "too long": ({"sound": sound(an_mp3(7300))}, RecordingProblem.LONG),
    "no transcript in it": (
        {"transcript": SimpleUploadedFile("les.vtt", b"hoi")},
        RecordingProblem.TEXT_UNREADABLE,
    ),
    "a transcript of nothing": (
        {"transcript": SimpleUploadedFile("les.vtt", b"WEBVTT\n")},
        RecordingProblem.TEXT_EMPTY,
    ),
    "a transcript of something else": (
        {"transcript": SimpleUploadedFile("x.vtt", TRANSCRIPT.replace(b"00:02.", b"09:02."))},
        RecordingProblem.TEXT_LONGER,
    ),
    "a huge transcript": (
        {"transcript": SimpleUploadedFile("x.vtt", TRANSCRIPT + b"\n" * 300_000)},
        RecordingProblem.TEXT_LARGE,
    ),
    "a chapter without a beginning": ({"begin_3": ""}, RecordingProblem.CHAPTERS),
    "a chapter that is no moment": ({"begin_3": "later"}, RecordingProblem.CHAPTERS),
    "chapters in disorder": ({"begin_3": "0:01"}, RecordingProblem.CHAPTER_ORDER),
    "a chapter after the end": ({"begin_6": "9:00"}, RecordingProblem.CHAPTER_ORDER),
    "nobody agreed": (
        {"speaker_1": None, "scope_1": None, "given_1": None},
        RecordingProblem.CONSENT,
    ),
    "agreed tomorrow": ({"given_1": TOMORROW}, RecordingProblem.CONSENT_DAYS),
    "agreed until last week": (
        {"given_1": LONG_PAST, "until_1": LONG_PAST},
        RecordingProblem.CONSENT_DAYS,
    ),
}


@pytest.mark.parametrize(("changes", "problem"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_right_changes_nothing_and_says_one_sentence(
    iris: Client, changes: dict[str, Any], problem: RecordingProblem
) -> None:
    for value in changes.values():
        if hasattr(value, "seek"):
            value.seek(0)
    answer = iris.post(PAGE, form(**changes))

    assert answer.status_code == 400
    assert problem.words in answer.content.decode()
    assert answer.content.decode().count("Niet geplaatst.") == 1
    assert rows() == (0, 0, 0)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"sound": None}, "Kies eerst de opname"),
        ({"transcript": None}, "Kies ook de tekst"),
        ({"voice": "nobody"}, "Zeg wie er spreekt"),
        ({"numbers": None}, "Luister of je deze nummers hoort"),
        ({"scope_1": ""}, "Vul bij elke spreker in"),
        ({"given_1": "gisteren"}, "Vul bij elke spreker in"),
        ({"speaker_1": "Mila de Vries"}, "Vul bij elke spreker in"),
        ({"until_2": TOMORROW}, "Vul bij elke spreker in"),
    ],
)
def test_a_form_that_is_not_full_says_what_is_missing(
    iris: Client, changes: dict[str, Any], sentence: str
) -> None:
    answer = iris.post(PAGE, form(**changes))

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert rows() == (0, 0, 0)


def test_the_same_recording_again_is_refused_and_another_takes_its_place(iris: Client) -> None:
    iris.post(PAGE, form())
    again = iris.post(PAGE, form())
    iris.post(PAGE, form(sound=sound(an_mp3(30))))

    assert RecordingProblem.SAME.words in again.content.decode()
    on_air = Recording.objects.on_air(timezone.localdate())
    assert [round(each.seconds) for each in on_air] == [30]
    assert Recording.objects.filter(ended_at__isnull=False).count() == 1


def test_consent_taken_back_ends_it_and_a_second_click_changes_nothing(iris: Client) -> None:
    iris.post(PAGE, form())
    consent = SpeakerConsent.objects.get()
    address = f"/leren/podcast/toestemming/{consent.pk}/"

    answers = [iris.post(address) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == [PAGE, PAGE]
    assert not Recording.objects.on_air(timezone.localdate())
    consent.refresh_from_db()
    assert consent.withdrawn_on == timezone.localdate()
    assert AuditEntry.objects.filter(act="podcast:withdraw-consent").count() == 1
    assert "Ingetrokken op" in iris.get(PAGE).content.decode()


def test_a_recording_is_taken_off_once(iris: Client) -> None:
    iris.post(PAGE, form())
    address = f"/leren/podcast/opname/{Recording.objects.get().pk}/"

    assert [iris.post(address).status_code for _ in range(2)] == [302, 302]
    assert not Recording.objects.on_air(timezone.localdate())
    assert AuditEntry.objects.filter(act="podcast:take-off").count() == 1


@pytest.mark.parametrize("role", list(Role))
def test_only_an_editor_comes_near_it(team, role: Role) -> None:  # type: ignore[no-untyped-def]
    client = people.at_the_desk(people.a_member(team, "Bo", role))
    answers = {client.get(path).status_code for path in (LIST, PAGE)}
    posted = client.post(PAGE, form()).status_code

    may = role is Role.EDITOR
    assert answers == ({200} if may else {403})
    assert posted == (302 if may else 403)
    assert bool(Recording.objects.count()) == may


def test_an_editor_finds_it_from_the_page_of_trainers(iris: Client, fatima: Any) -> None:
    link = f'href="{LIST}"'

    assert link in iris.get("/leren/").content.decode()
    assert link not in people.at_the_desk(fatima).get("/leren/").content.decode()


def test_a_stranger_is_asked_to_log_in(team) -> None:  # type: ignore[no-untyped-def]
    for address in ADDRESSES:
        answer = Client().get(address) if address == LIST else Client().post(address, {})
        assert "/inloggen/" in answer.headers.get("Location", ""), address
    assert rows() == (0, 0, 0)


def test_an_episode_or_row_that_is_not_there_is_404(iris: Client) -> None:
    assert iris.get("/leren/podcast/nergens/").status_code == 404
    for address in ("/leren/podcast/toestemming/99/", "/leren/podcast/opname/99/"):
        assert iris.post(address).status_code == 404


@pytest.mark.parametrize("episode", load().episodes, ids=lambda each: each.id)
def test_the_demos_recordings_are_small_and_fit_the_scripts(episode: Any) -> None:
    offered = made_recording(episode)
    captions = webvtt.read(str(FOLDER / f"{episode.id}.vtt")).captions
    lines = [line for chapter in episode.script.chapters for line in chapter.lines]

    assert len(offered.content) <= 1_500_000
    assert captions[0].text == "Deze stem is gemaakt door een computer."
    assert len(captions) == len(lines) + 1
    assert len(offered.begins) == len(episode.script.chapters)
    assert {caption.voice for caption in captions} <= episode.speakers.keys()
