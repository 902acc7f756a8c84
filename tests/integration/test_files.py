"""Files in a conversation: what the public door takes and hands out, and what a member sees."""

import json
from base64 import b64encode
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from PIL import ExifTags, Image

from tests.support import flooders, people
from uitweg.channel.answers.actions import reports
from uitweg.channel.attachments.actions import leftover_files
from uitweg.channel.attachments.actions import uploads as files
from uitweg.channel.attachments.rules import upload_room
from uitweg.channel.attachments.rules.upload_room import UploadCounts
from uitweg.channel.conversation.models import Attachment, Chunk, Message, Report
from uitweg.channel.conversation.rules.sizes import LEAST_FREE_BYTES, MIB
from uitweg.channel.inbox.actions import inbox
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import code, conversation, proof_of_work
from uitweg.platform.sealing import files as sealed_files
from uitweg.platform.sealing.files import CHUNK, SEALED_CHUNK, FileDescription

WORDS = list(code.WORDS[:7])
OTHERS = list(code.WORDS[20:27])
MARK = b"Verzonnen-Kees-zijn-telefoon"
FOUR = MARK * 9000  # 252,000 bytes: four chunks


@pytest.fixture(autouse=True)
def fresh_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "UPLOAD_ROOM", files.UploadRoom())


def of(content: bytes = FOUR, name: str = "foto.jpg", kind: str = "image/jpeg") -> FileDescription:
    return sealed_files.describe(content, name=name, kind=kind)


def body(file: FileDescription, first: int, chunks: list[bytes], *, last: bool) -> bytes:
    return file.id + first.to_bytes(4) + bytes([last]) + b"".join(chunks)


def post(client: Any, address: str, raw: object) -> Any:
    given = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
    return client.post(address, given, content_type="application/octet-stream")


def upload(public: Any, content: bytes = FOUR, **said: str) -> FileDescription:
    """Send a whole file, one chunk a body, as a browser on a bad line does."""
    file = of(content, **said)
    chunks = list(sealed_files.seal(file, content))
    for place, chunk in enumerate(chunks):
        raw = body(file, place, [chunk], last=place == len(chunks) - 1)
        assert post(public, "/bestand/stuk/", raw).json() == {"ok": True, "next": place + 1}
    return file


# pieces in


@pytest.mark.postgres
def test_a_file_comes_in_piece_by_piece_and_the_door_says_how_far(public, team) -> None:
    file = of()
    chunks = list(sealed_files.seal(file, FOUR))
    stand = lambda: post(public, "/bestand/stand/", file.id).json()  # noqa: E731
    assert stand() == {"ok": True, "next": 0, "whole": False}
    post(public, "/bestand/stuk/", body(file, 0, chunks[:2], last=False))
    assert stand() == {"ok": True, "next": 2, "whole": False}
    answer = post(public, "/bestand/stuk/", body(file, 2, chunks[2:], last=True))

    assert answer.json() == {"ok": True, "next": 4}
    assert answer["Cache-Control"] == "no-store"
    assert stand() == {"ok": True, "next": 4, "whole": True}
    assert MARK not in b"".join(bytes(c.sealed) for c in Chunk.objects.all())


@pytest.mark.postgres
def test_the_same_pieces_again_change_nothing(public, team) -> None:
    file = of()
    chunks = list(sealed_files.seal(file, FOUR))
    for first, count in ((0, 2), (0, 2), (1, 2), (0, 1), (0, 4), (3, 1), (0, 4)):
        raw = body(file, first, chunks[first : first + count], last=first + count == 4)
        assert post(public, "/bestand/stuk/", raw).status_code == 200

    assert list(Chunk.objects.order_by("place").values_list("place", "last")) == [
        (0, False), (1, False), (2, False), (3, True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "count", "last", "error"),
    [(3, 1, True, "gap"), (0, 2, True, "other-bytes"), (1, 1, True, "other-bytes")],
)
def test_what_does_not_fit_what_is_there_is_refused(
    public, team, first: int, count: int, last: bool, error: str
) -> None:
    file = of()
    chunks = list(sealed_files.seal(file, FOUR))
    post(public, "/bestand/stuk/", body(file, 0, chunks[:2], last=False))
    answer = post(
        public, "/bestand/stuk/", body(file, first, chunks[first : first + count], last=last)
    )

    assert (answer.status_code, answer.json()["error"]) == (409, error)
    assert answer.json().get("next", 2) == 2
    assert Chunk.objects.count() == 2


@pytest.mark.postgres
def test_other_bytes_in_the_same_place_are_refused(public, team) -> None:
    file = of()
    chunks = list(sealed_files.seal(file, FOUR))
    post(public, "/bestand/stuk/", body(file, 0, chunks[:1], last=False))
    answer = post(public, "/bestand/stuk/", body(file, 0, chunks[1:3], last=False))

    assert (answer.status_code, answer.json()) == (409, {"ok": False, "error": "other-bytes"})
    assert bytes(Chunk.objects.get().sealed) == chunks[0]


def test_behind_the_last_piece_comes_nothing(public, team) -> None:
    file = upload(public)
    for place in (3, 4):
        raw = body(file, place, [bytes(SEALED_CHUNK)] * 2, last=True)
        assert post(public, "/bestand/stuk/", raw).status_code in (409,)

    assert Chunk.objects.count() == 4


WHOLE = bytes(SEALED_CHUNK)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        bytes(16),
        bytes(21),
        bytes(21) + bytes(15),
        bytes(20) + b"\2" + WHOLE,
        bytes(21) + WHOLE[:-1],
        bytes(20) + b"\1" + WHOLE[:-1],
        bytes(20) + b"\1" + WHOLE + b"x",
        bytes(20) + b"\1" + bytes(16),
        bytes(16) + (1).to_bytes(4) + b"\1" + bytes(4112),
        bytes(21) + WHOLE * 16,
        bytes(16) + (1616).to_bytes(4) + b"\0" + WHOLE,
        bytes(16) + b"\xff" * 4 + b"\0" + WHOLE,
        bytes(16) + (1610).to_bytes(4) + b"\0" + WHOLE * 7,
    ],
    ids=lambda raw: f"{len(raw)}-{raw[16:21].hex()}",
)
def test_what_is_no_piece_of_a_file_is_a_400(public, team, raw: bytes) -> None:
    answer = post(public, "/bestand/stuk/", raw)

    assert answer.status_code == 400
    assert not Chunk.objects.exists()


@pytest.mark.parametrize("raw", [b"", bytes(15), bytes(17), b"\xff" * 4000])
def test_only_an_id_is_asked_after(public, team, raw: bytes) -> None:
    assert post(public, "/bestand/stand/", raw).status_code == 400


@pytest.mark.parametrize("address", ["/bestand/stuk/", "/bestand/stand/", "/postvak/bestand/"])
def test_files_are_only_posted(public, team, address: str) -> None:
    assert public.get(address).status_code == 405


def test_without_a_team_no_file_comes_in(public, db_both) -> None:
    file = of(b"x")
    raw = body(file, 0, list(sealed_files.seal(file, b"x")), last=True)

    assert post(public, "/bestand/stuk/", raw).json() == {"ok": False, "error": "closed"}


@pytest.mark.parametrize("size", [0, 1, 4088, CHUNK - 8, CHUNK - 7, CHUNK, 2 * CHUNK])
def test_a_file_of_any_size_comes_in_whole(public, team, size: int) -> None:
    file = upload(public, bytes(size))

    assert post(public, "/bestand/stand/", file.id).json()["whole"]


# room


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> UploadCounts:
    """A disk with room for 80 MiB of uploads that no message names."""

    class Disk:
        total, free = 100 * LEAST_FREE_BYTES, LEAST_FREE_BYTES + 8 * 80 * MIB

    monkeypatch.setattr(files.shutil, "disk_usage", lambda _path: Disk)
    return UploadCounts(free=Disk.free, disk=Disk.total)


def taken(monkeypatch: pytest.MonkeyPatch, unnamed: int) -> None:
    """Let so many bytes of uploads be there that no message names."""
    monkeypatch.setattr(files, "UPLOAD_ROOM", files.UploadRoom(measure=lambda _today: unnamed))


@pytest.mark.postgres
def test_when_the_room_for_uploads_is_full_a_piece_is_refused_and_text_is_not(
    public, team, disk, monkeypatch
) -> None:
    taken(monkeypatch, upload_room.room_for_uploads(disk))
    chunks = list(sealed_files.seal(file := of(), FOUR))
    answer = post(public, "/bestand/stuk/", body(file, 0, [chunks[0]], last=False))

    assert (answer.status_code, answer.json()) == (503, {"ok": False, "error": "full"})
    assert people.a_report(WORDS)


def test_long_before_the_room_is_full_a_piece_comes_in_for_work(
    public, team, disk, monkeypatch
) -> None:
    monkeypatch.setattr(proof_of_work, "ITERATIONS", 1)
    taken(monkeypatch, upload_room.room_for_uploads(disk) // 2)
    chunks = list(sealed_files.seal(file := of(), FOUR))
    raw = body(file, 0, chunks[:2], last=False)
    asked = post(public, "/bestand/stuk/", raw)
    assert (asked.status_code, asked.json()["error"]) == (429, "work")
    assert not Chunk.objects.exists()
    work = flooders.solved(asked.json()["challenge"])

    def again(raw: bytes, work: str) -> int:
        kind = "application/octet-stream"
        return public.post(
            "/bestand/stuk/", raw, content_type=kind, headers={"work": work}
        ).status_code

    other = of()
    chunks_of_another = list(sealed_files.seal(other, FOUR))[:2]
    assert again(body(other, 0, chunks_of_another, last=False), work) == 429
    assert again(body(file, 0, chunks[:1], last=False), work) == 429
    for nonsense in ("", "x", "x" * 5000):
        assert again(raw, nonsense) == 429
    assert not Chunk.objects.exists()
    assert again(raw, work) == 200
    assert again(raw, work) == 200  # the same again, after a broken line
    assert Chunk.objects.count() == 2


def test_the_same_piece_again_takes_no_room(public, team) -> None:
    chunks = list(sealed_files.seal(file := of(), FOUR))
    for _ in range(5):
        post(public, "/bestand/stuk/", body(file, 0, chunks[:1], last=False))

    assert files.UPLOAD_ROOM.counts(timezone.localdate()).per_hour == SEALED_CHUNK


class Looks:
    """A worker's clock that is set by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        recent = leftover_files.RecentChunks(clock=lambda: self.now)
        monkeypatch.setattr(leftover_files, "RECENT_CHUNKS", recent)

    def at(self, seconds: float) -> int:
        self.now = seconds
        return leftover_files.make_room_for_uploads(now=timezone.now())


@pytest.mark.postgres
def test_the_oldest_uploads_without_a_message_give_way_and_recent_ones_stay(
    public, team, disk, monkeypatch
) -> None:
    looks = Looks(monkeypatch)
    named, idle, going_on = upload(public), upload(public), of()
    people.a_report(WORDS, files=(named,))
    chunks = list(sealed_files.seal(going_on, FOUR))
    post(public, "/bestand/stuk/", body(going_on, 0, chunks[:2], last=False))
    assert [looks.at(seconds) for seconds in (0, 100, 299)] == [0, 0, 0]
    post(public, "/bestand/stuk/", body(going_on, 2, chunks[2:3], last=False))
    late = upload(public)
    assert looks.at(300) == 0  # there is room
    monkeypatch.setattr(upload_room, "room_for_uploads", lambda _counts: 2 * SEALED_CHUNK)
    assert looks.at(301) == 4  # of the one that nobody went on with

    assert post(public, "/bestand/stand/", idle.id).json()["next"] == 0
    assert post(public, "/bestand/stand/", going_on.id).json()["next"] == 3
    assert post(public, "/bestand/stand/", late.id).json()["whole"]
    assert fetched(public, WORDS, named) == FOUR


def test_whose_upload_gave_way_is_told_so_with_the_message_and_sends_it_again(
    public, team, monkeypatch
) -> None:
    looks = Looks(monkeypatch)
    looks.at(0)
    gone = upload(public)
    looks.at(1)
    monkeypatch.setattr(upload_room, "room_for_uploads", lambda _counts: 0)
    assert looks.at(302) == 4
    answer = post(public, "/schrijven/verzegeld/", sent(team, WORDS, gone))

    assert (answer.status_code, answer.json()["error"]) == (409, "files")
    assert not Report.objects.exists()


def test_what_a_message_names_takes_no_room_of_uploads(public, team) -> None:
    today = timezone.localdate()
    file = upload(public)
    assert files.count_unnamed_bytes(today) == 4 * SEALED_CHUNK
    people.a_report(WORDS, files=(file,))

    assert files.count_unnamed_bytes(today) == 0


def test_a_disk_that_is_nearly_full_takes_no_file(public, team, monkeypatch) -> None:
    class Disk:
        total, free = 100 * LEAST_FREE_BYTES, LEAST_FREE_BYTES + 9 * SEALED_CHUNK

    monkeypatch.setattr(files.shutil, "disk_usage", lambda _path: Disk)
    chunks = list(sealed_files.seal(file := of(), FOUR))
    one = post(public, "/bestand/stuk/", body(file, 0, chunks[:1], last=False))
    Disk.free -= 9 * SEALED_CHUNK
    two = post(public, "/bestand/stuk/", body(file, 1, chunks[1:3], last=False))

    assert (one.status_code, two.status_code, two.json()["error"]) == (200, 503, "full")


def test_a_disk_that_fills_up_all_the_same_leaves_half_a_body_nowhere(
    public, team, monkeypatch
) -> None:
    def full(_adding: object, _known: int) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(files.ChunkWrite, "_add", full)
    answer = post(public, "/bestand/stuk/", body(of(), 0, [WHOLE], last=False))

    assert (answer.status_code, answer.json()["error"]) == (503, "full")
    assert not Chunk.objects.exists()


# with a message


def sent(
    team: people.Team, words: list[str], *sent: FileDescription, **other: Any
) -> dict[str, Any]:
    """Return the JSON of a report that names files, as a browser posts it."""
    arriving, public_key = people.sealed(words, files=sent, key=other.pop("key", None))
    raw = {
        "key": arriving.key,
        "mailbox_id": code.stretch(words).mailbox_id,
        "for_team": arriving.for_team,
        "for_reporter": arriving.for_reporter,
        "reporter_public": public_key,
    }
    texts = {name: b64encode(value).decode() for name, value in raw.items()}
    named = " ".join(file.id.hex() for file in sent)
    return {**texts, "key_id": team.key_id.hex(), "danger": False, "files": named, **other}


def more(team: people.Team, words: list[str], *files: FileDescription) -> dict[str, Any]:
    given = sent(team, words, *files)
    del given["reporter_public"]
    return given


def fetch(
    public: Any, words: list[str], of_file: FileDescription, first: object = 0, **other: object
) -> Any:
    mailbox_id = b64encode(code.stretch(words).mailbox_id).decode()
    asked = {"mailbox_id": mailbox_id, "file": of_file.id.hex(), "from": first, **other}
    return post(public, "/postvak/bestand/", asked)


def fetched(public: Any, words: list[str], file: FileDescription) -> bytes:
    """Fetch and open a whole file, as a browser does."""
    chunks: list[bytes] = []
    while len(chunks) < sealed_files.chunks_of(file.size):
        answer = fetch(public, words, file, len(chunks))
        assert answer.status_code == 200
        raw = answer.content
        chunks += [raw[at : at + SEALED_CHUNK] for at in range(0, len(raw), SEALED_CHUNK)]
    return b"".join(sealed_files.open_chunks(file, chunks))


@pytest.mark.postgres
def test_a_report_comes_with_its_files_and_the_reporter_reads_them_back(public, team) -> None:
    several = [upload(public), upload(public, b""), upload(public, bytes(40 * CHUNK))]
    answer = post(public, "/schrijven/verzegeld/", sent(team, WORDS, *several))

    assert answer.json()["ok"] is True
    assert list(Attachment.objects.order_by("place").values_list("chunks", flat=True)) == [4, 1, 41]
    assert [fetched(public, WORDS, one) for one in several] == [FOUR, b"", bytes(40 * CHUNK)]


def test_a_later_message_brings_files_too(public, team) -> None:
    post(public, "/schrijven/verzegeld/", sent(team, WORDS))
    file = upload(public)
    answer = post(public, "/postvak/verzegeld/bericht/", more(team, WORDS, file))

    assert answer.json()["ok"] is True
    assert fetched(public, WORDS, file) == FOUR


def test_eighty_files_come_with_one_message(public, team) -> None:
    eighty = [upload(public, f"{n}".encode()) for n in range(80)]
    answer = post(public, "/schrijven/verzegeld/", sent(team, WORDS, *eighty))

    assert answer.json()["ok"] is True
    assert Attachment.objects.count() == 80
    assert fetched(public, WORDS, eighty[79]) == b"79"


@pytest.mark.postgres
def test_the_same_message_again_is_the_same_message(public, team) -> None:
    given = sent(team, WORDS, upload(public))
    answers = [post(public, "/schrijven/verzegeld/", given).json() for _ in range(3)]

    assert [answer["ok"] for answer in answers] == [True] * 3
    assert (Message.objects.count(), Attachment.objects.count()) == (1, 1)


def test_a_message_whose_file_is_not_whole_is_not_stored(public, team) -> None:
    file = of()
    chunks = list(sealed_files.seal(file, FOUR))
    given = sent(team, WORDS, upload(public, b"whole"), file)
    for count in (0, 3):
        if count:
            post(public, "/bestand/stuk/", body(file, 0, chunks[:count], last=False))
        answer = post(public, "/schrijven/verzegeld/", given)
        assert (answer.status_code, answer.json()) == (409, {"ok": False, "error": "files"})
        assert not Report.objects.exists()
        assert not Attachment.objects.exists()
    post(public, "/bestand/stuk/", body(file, 3, chunks[3:], last=True))

    assert post(public, "/schrijven/verzegeld/", given).json()["ok"] is True


@pytest.mark.postgres
def test_a_file_goes_with_one_message_only(public, team) -> None:
    file = upload(public)
    post(public, "/schrijven/verzegeld/", sent(team, WORDS, file))
    thief = post(public, "/schrijven/verzegeld/", sent(team, OTHERS, file))
    twice = post(public, "/postvak/verzegeld/bericht/", more(team, WORDS, file))

    assert [thief.json()["error"], twice.json()["error"]] == ["files", "files"]
    assert Message.objects.count() == 1
    assert fetch(public, OTHERS, file).status_code == 404


@pytest.mark.parametrize(
    "named",
    ["x", "00" * 15, "00" * 17, "é" * 32, 7, None, ["00" * 16], f"{'00' * 16} {'00' * 16}",
     " ".join(f"{n:032x}" for n in range(101)), "0" * 100_000],
    ids=lambda value: str(value)[:20],
)  # fmt: skip
def test_what_is_no_list_of_ids_is_refused(public, team, named: object) -> None:
    answer = post(public, "/schrijven/verzegeld/", sent(team, WORDS, files=named))

    assert answer.status_code == 400
    assert not Report.objects.exists()


def test_an_id_that_nobody_sent_attaches_nothing(public, team) -> None:
    answer = post(public, "/schrijven/verzegeld/", sent(team, WORDS, files="00" * 16))

    assert (answer.status_code, answer.json()["error"]) == (409, "files")


def test_more_than_a_message_may_carry_is_refused(public, team, monkeypatch) -> None:
    monkeypatch.setattr(files.sizes, "MOST_CHUNKS", 7)
    answer = post(
        public, "/schrijven/verzegeld/", sent(team, WORDS, upload(public), upload(public))
    )

    assert (answer.status_code, answer.json()["error"]) == (409, "files")
    assert not Report.objects.exists()


def test_only_the_words_of_a_conversation_fetch_its_files(public, team) -> None:
    file, loose = upload(public), upload(public)
    post(public, "/schrijven/verzegeld/", sent(team, WORDS, file))
    post(public, "/schrijven/verzegeld/", sent(team, OTHERS))
    nothing = [
        fetch(public, OTHERS, file),
        fetch(public, list(code.WORDS[50:57]), file),
        fetch(public, WORDS, loose),
        fetch(public, WORDS, of()),
        fetch(public, WORDS, file, 4),
    ]

    assert {answer.status_code for answer in nothing} == {404}
    assert len({answer.content for answer in nothing}) == 1
    assert len({tuple(sorted(answer.headers.items())) for answer in nothing}) == 1


@pytest.mark.parametrize(
    "other",
    [{"from": -1}, {"from": "0"}, {"from": 2**40}, {"from": 1.5}, {"file": "x"}, {"file": ""},
     {"file": f"{'00' * 16} {'11' * 16}"}, {"mailbox_id": "x"}, {"mailbox_id": None}],
    ids=repr,
)  # fmt: skip
def test_an_odd_question_for_a_file_is_a_400(public, team, other: dict[str, object]) -> None:
    assert fetch(public, WORDS, of(), **other).status_code == 400


def test_a_wiped_conversation_gives_no_file_to_anyone(public, team, desk) -> None:
    file = upload(public)
    post(public, "/schrijven/verzegeld/", sent(team, WORDS, file))
    report, attached = Report.objects.get(), Attachment.objects.get()
    people.ask_to_delete(report)
    page = desk.get(f"/werk/melding/{report.pk}/bestand/{attached.pk}/")

    assert fetch(public, WORDS, file).status_code == 404
    assert page.status_code == 409
    reports.execute_tombstones(now=timezone.now())
    assert not Attachment.objects.exists()
    assert not Chunk.objects.exists()
    assert post(public, "/bestand/stand/", file.id).json()["next"] == 0


@pytest.mark.postgres
def test_a_file_named_at_the_very_moment_of_wiping_goes_with_the_next_sweep(public, team) -> None:
    report = people.a_report(WORDS, files=(upload(public),))
    Report.objects.filter(pk=report.pk).update(state="deleted")
    reports.delete_late_arrivals(now=timezone.now())

    assert not Attachment.objects.exists()
    assert not Chunk.objects.exists()


# what no message names


def aged(days: int) -> None:
    today = timezone.localdate()
    Chunk.objects.update(stored_on=today - timezone.timedelta(days=days))


@pytest.mark.postgres
@pytest.mark.parametrize(("days", "left"), [(0, 4), (1, 4), (2, 0), (400, 0)])
def test_an_upload_that_no_message_names_is_removed_after_a_day(
    public, team, days: int, left: int
) -> None:
    upload(public)
    aged(days)
    leftover_files.remove_unnamed_uploads(now=timezone.now())

    assert Chunk.objects.count() == left


@pytest.mark.postgres
def test_the_sweep_touches_no_living_file(public, team) -> None:
    named, going_on = upload(public), of()
    people.a_report(WORDS, files=(named,))
    chunks = list(sealed_files.seal(going_on, FOUR))
    post(public, "/bestand/stuk/", body(going_on, 0, chunks[:2], last=False))
    gone = upload(public)
    aged(30)
    post(public, "/bestand/stuk/", body(going_on, 2, chunks[2:], last=True))

    assert leftover_files.remove_unnamed_uploads(now=timezone.now()) == 4
    assert post(public, "/bestand/stand/", gone.id).json()["next"] == 0
    assert post(public, "/bestand/stand/", going_on.id).json()["whole"]
    assert fetched(public, WORDS, named) == FOUR


def test_a_swept_upload_can_be_sent_anew(public, team) -> None:
    file = upload(public)
    aged(30)
    leftover_files.remove_unnamed_uploads(now=timezone.now())
    chunks = list(sealed_files.seal(file, FOUR))
    answer = post(public, "/bestand/stuk/", body(file, 3, chunks[3:], last=True))

    assert (answer.status_code, answer.json()["next"]) == (409, 0)
    assert post(public, "/bestand/stuk/", body(file, 0, chunks, last=True)).status_code == 200


# a member


def a_photo() -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Model] = MARK.decode()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (52.0, 22.0, 11.0)
    holder = BytesIO()
    Image.new("RGB", (80, 40), "red").save(holder, "JPEG", exif=exif)
    return holder.getvalue()


def with_file(public: Any, content: bytes, **said: str) -> tuple[Report, str]:
    """Return a report with one file, and the address of that file."""
    report = people.a_report(WORDS, files=(upload(public, content, **said),))
    return report, f"/werk/melding/{report.pk}/bestand/{Attachment.objects.latest('id').pk}/"


@pytest.mark.postgres
def test_the_report_page_lists_the_files_and_leads_to_each(public, team, desk) -> None:
    report, address = with_file(public, a_photo(), name="IMG_20260105 <b>.jpg")
    page = desk.get(f"/werk/melding/{report.pk}/").content.decode()

    assert address in page
    assert "IMG_20260105 &lt;b&gt;.jpg" in page
    assert "foto" in page


def test_a_photo_is_seen_inside_the_session_and_what_was_taken_out_is_named(
    public, team, desk
) -> None:
    _, address = with_file(public, a_photo())
    page = desk.get(address)

    assert "Weggehaald: locatie, toestel." in page.content.decode()
    assert 'src="data:image/jpeg;base64,' in page.content.decode()
    assert MARK not in page.content
    assert "img-src data:" in page["Content-Security-Policy"]


def test_a_fetched_photo_is_clean_and_its_answer_can_do_nothing(public, team, desk) -> None:
    _, address = with_file(public, a_photo(), name="../../etc/Kees.jpg")
    answer = desk.post(address)

    assert MARK in a_photo()
    assert MARK not in answer.content
    with Image.open(BytesIO(answer.content)) as left:
        assert (left.size, dict(left.getexif())) == ((80, 40), {})
    number = Attachment.objects.get().number
    assert answer["Content-Disposition"] == f'attachment; filename="{number}.jpg"'
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "end"), [("film.mp4", "mp4"), ("x.exe", "bin"), ("x.html", "bin"), ("", "bin")]
)
def test_what_cannot_be_cleaned_takes_a_second_click(
    public, team, desk, name: str, end: str
) -> None:
    _, address = with_file(public, FOUR, name=name, kind="text/html")
    for page in (desk.get(address), desk.post(address)):
        assert "Toch openen zoals het is" in page.content.decode()
        assert MARK not in page.content
    answer = desk.post(address, {"as_it_is": "yes"})

    assert answer.getvalue() == FOUR
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].endswith(f'.{end}"')
    assert answer["Content-Security-Policy"].startswith("sandbox")


def test_each_look_stands_in_the_audit_log_without_a_name(public, team, desk, fatima) -> None:
    report, address = with_file(public, FOUR)
    number = Attachment.objects.get().number
    desk.get(address)
    desk.post(address)
    desk.post(address, {"as_it_is": "yes"})
    lines = AuditEntry.objects.filter(act="report:file").order_by("id")

    assert [line.reason for line in lines] == [
        f"{number} seen",
        f"{number} clean",
        f"{number} as-is",
    ]
    assert {(line.thing, line.member) for line in lines} == {(f"report:{report.pk}", fatima)}


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_only_who_may_read_reports_gets_a_file(public, team, role: Role) -> None:
    _, address = with_file(public, FOUR)
    browser = people.at_the_desk(people.a_member(team, f"zz-{role}", role))
    answers = [browser.get(address), browser.post(address, {"as_it_is": "yes"})]
    expected = 200 if role in (Role.COORDINATOR, Role.LEAD) else 403

    assert [answer.status_code for answer in answers] == [expected] * 2


def test_a_stranger_gets_no_file(public, team) -> None:
    _, address = with_file(public, FOUR)

    assert Client().get(address).url.startswith("/inloggen/")
    assert Client().post(address, {"as_it_is": "yes"}).url.startswith("/inloggen/")


def test_a_file_of_another_report_is_not_found_here(public, team, desk) -> None:
    _, address = with_file(public, FOUR)
    other = people.a_report(OTHERS)
    number = Attachment.objects.get().pk

    assert desk.get(f"/werk/melding/{other.pk}/bestand/{number}/").status_code == 404
    assert desk.get(address.replace(f"/{number}/", "/999999/")).status_code == 404


@pytest.mark.postgres
def test_a_file_whose_pieces_were_changed_in_the_store_is_not_handed_out(
    public, team, desk
) -> None:
    _, address = with_file(public, FOUR)
    Chunk.objects.filter(place=2).update(sealed=bytes(SEALED_CHUNK))
    page = desk.post(address, {"as_it_is": "yes"})

    assert page.status_code == 409
    assert "Dit bestand klopt niet" in page.content.decode()
    assert MARK not in page.content


@pytest.mark.parametrize(
    "other", [{"sha256": bytes(32)}, {"size": len(FOUR) - 1}, {"key": bytes(32)}], ids=list
)
def test_a_file_that_is_not_what_its_message_says_is_not_handed_out(
    public, team, desk, other: dict[str, Any]
) -> None:
    report = people.a_report(WORDS, files=(replace(upload(public), **other),))
    page = desk.post(f"/werk/melding/{report.pk}/bestand/{Attachment.objects.get().pk}/",
                     {"as_it_is": "yes"})  # fmt: skip

    assert page.status_code == 409
    assert "Dit bestand klopt niet" in page.content.decode()
    assert MARK not in page.content


def test_pieces_sent_in_another_order_open_for_nobody(public, team, desk) -> None:
    file = of()
    one, two, three, four = sealed_files.seal(file, FOUR)
    post(public, "/bestand/stuk/", body(file, 0, [two, one, three, four], last=True))
    report = people.a_report(WORDS, files=(file,))
    page = desk.post(f"/werk/melding/{report.pk}/bestand/{Attachment.objects.get().pk}/",
                     {"as_it_is": "yes"})  # fmt: skip

    assert page.status_code == 409
    with pytest.raises(sealed_files.CannotOpen):
        fetched(public, WORDS, file)


def test_a_wiped_conversation_takes_no_file_and_the_upload_stays_loose(public, team) -> None:
    report = people.a_report(WORDS)
    people.ask_to_delete(report)
    answer = post(public, "/postvak/verzegeld/bericht/", more(team, WORDS, upload(public)))

    assert answer.status_code == 409
    assert not Attachment.objects.exists()


def test_a_message_that_names_what_it_did_not_bring_shows_that_it_did_not_come(
    public, team, desk
) -> None:
    file = upload(public)
    people.a_report(WORDS, files=(file,))
    arriving, public_key = people.sealed(OTHERS, files=(file,))
    without = replace(arriving, files=())
    inbox.receive_report(without, reporter_key=public_key, in_browser=True)
    report = Report.objects.latest("id")
    page = desk.get(f"/werk/melding/{report.pk}/").content.decode()

    assert "niet" in page
    assert f"/werk/melding/{report.pk}/bestand/" not in page


# an answer


def answer_with(
    desk: Any, report: Report, *uploads: tuple[str, bytes], key: str = "ab" * 16
) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    given = [SimpleUploadedFile(name, content) for name, content in uploads]
    form = {"text": "Zie de foto.", "key": key, "files": given}
    return desk.post(f"/werk/melding/{report.pk}/", form)


def test_an_answer_brings_files_that_were_cleaned_and_are_signed_for(public, team, desk) -> None:
    report = people.a_report(WORDS)
    answer = answer_with(desk, report, ("Kees zijn huis.jpg", a_photo()), ("b.jpg", a_photo()))
    secret = code.stretch(WORDS)
    row = report.answers.get()
    opened = conversation.open_answer(
        secret.seed,
        bytes(people.TeamKey.current().verify_key),  # type: ignore[union-attr]
        bytes(report.mailbox_hash),
        bytes(row.key),
        bytes(row.for_reporter),
    )

    assert answer.status_code == 302
    assert [file.name for file in opened.files] == ["bijlage-1.jpg", "bijlage-2.jpg"]
    assert MARK not in fetched(public, WORDS, opened.files[0])
    assert opened.files[0].removed == "locatie, toestel"


@pytest.mark.postgres
def test_the_same_answer_twice_is_one_answer_with_its_files_once(public, team, desk) -> None:
    report = people.a_report(WORDS)
    answers = [answer_with(desk, report, ("a.jpg", a_photo())) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert (report.answers.count(), Attachment.objects.count()) == (1, 1)


@pytest.mark.parametrize("content", [b"PK\x03\x04docx", b"", b"\xff\xd8\xffnonsense"])
def test_an_answer_with_what_cannot_be_cleaned_is_not_sent_and_keeps_its_text(
    public, team, desk, content: bytes
) -> None:
    report = people.a_report(WORDS)
    page = answer_with(desk, report, ("verslag.docx", content))

    assert page.status_code == 400
    assert "verslag.docx" in page.content.decode()
    assert "Zie de foto." in page.content.decode()
    assert not report.answers.exists()
    assert not Chunk.objects.exists()


def test_an_answer_with_too_much_is_not_sent(public, team, desk) -> None:
    report = people.a_report(WORDS)
    page = answer_with(desk, report, ("a.jpg", bytes(13 * MIB)), ("b.jpg", bytes(13 * MIB)))

    assert page.status_code == 400
    assert "25 MB" in page.content.decode()
    assert not report.answers.exists()


# without JavaScript


def plain(
    public: Any, *uploads: tuple[str, bytes], to: str = "/schrijven/versturen/", **more: str
) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    form: dict[str, Any] = {
        "words": " ".join(WORDS),
        "key": "ab" * 16,
        "text": people.STORY,
        **more,
    }
    for name, content in uploads:
        form["file"] = SimpleUploadedFile(name, content, content_type="image/jpeg")
    return public.post(to, form)


def test_a_file_without_javascript_is_sealed_before_it_is_stored(public, team, desk) -> None:
    page = plain(public, ("foto.jpg", FOUR))
    report, attached = Report.objects.get(), Attachment.objects.get()

    assert page.status_code == 200
    assert MARK not in b"".join(bytes(c.sealed) for c in Chunk.objects.all())
    answer = desk.post(f"/werk/melding/{report.pk}/bestand/{attached.pk}/", {"as_it_is": "yes"})
    assert answer.getvalue() == FOUR


def test_the_same_form_with_its_file_twice_is_one_message_with_one_file(public, team) -> None:
    pages = [plain(public, ("foto.jpg", FOUR)).status_code for _ in range(2)]

    assert pages == [200, 200]
    assert (Message.objects.count(), Attachment.objects.count(), Chunk.objects.count()) == (1, 1, 4)


def test_a_later_message_brings_a_file_without_javascript(public, team) -> None:
    people.a_report(WORDS)
    page = plain(public, ("foto.jpg", FOUR), to="/postvak/bericht/", key="cd" * 16)

    assert page.status_code == 200
    assert Attachment.objects.get().message.danger_now is False  # type: ignore[union-attr]


@pytest.mark.parametrize("to", ["/schrijven/versturen/", "/postvak/bericht/"])
@pytest.mark.parametrize(
    ("content", "says"), [(b"", "leeg"), (bytes(5 * MIB + 1), "groter dan 5 MB")], ids=["0", "5 MB"]
)
def test_a_file_that_cannot_come_along_does_not_cost_the_text(
    public, team, content: bytes, says: str, to: str
) -> None:
    page = plain(public, ("foto.jpg", content), to=to)

    assert page.status_code == 400
    assert says in page.content.decode()
    assert people.STORY in page.content.decode()
    assert not Message.objects.exists()
    assert not Chunk.objects.exists()


def test_without_room_for_a_file_the_text_stays_in_the_field(public, team, monkeypatch) -> None:
    monkeypatch.setattr(upload_room, "has_room", lambda *_args, **_more: False)
    page = plain(public, ("foto.jpg", FOUR))

    assert page.status_code == 400
    assert people.STORY in page.content.decode()
    assert plain(public).status_code == 200


def test_no_upload_touches_a_temporary_file(public, team, desk, monkeypatch) -> None:
    import tempfile

    def never(*_args: object, **_more: object) -> None:
        raise AssertionError("a temporary file")

    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp", "SpooledTemporaryFile"):
        monkeypatch.setattr(tempfile, name, never)
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", never)

    assert plain(public, ("foto.jpg", bytes(4 * MIB))).status_code == 200
    assert answer_with(desk, Report.objects.get(), ("a.jpg", bytes(9 * MIB))).status_code == 400
