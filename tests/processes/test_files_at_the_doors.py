"""Files through both doors as they run, on both stores: killed under way, read by both sides."""

import json
import random
import subprocess
import time
import urllib.parse
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, nullcontext
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import ExifTags, Image

from tests.support import attached, machine
from tests.support.doors import Answered, Member, ask, inside
from tests.support.installation import Installation
from tests.support.processes import launch, look, strike
from tests.support.reporters import Line, Said, seal
from uitweg.platform.sealing import code, files, tokens
from uitweg.platform.sealing.files import SEALED_CHUNK

pytestmark = pytest.mark.long

MARK = b"Verzonnen-Kees-zijn-telefoon"
SWEEPING = """
import collections, json, os, threading, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from django.utils import timezone
from uitweg.platform.sealing import code
code.ITERATIONS = 10
from tests.support import people
from uitweg.channel.attachments.actions import leftover_files, uploads
from uitweg.channel.inbox.actions import inbox
from uitweg.channel.conversation.models import Attachment, Chunk
from uitweg.platform.sealing import files as sealing
today, over, swept = timezone.localdate(), threading.Event(), [0]
def sweep():
    while not over.is_set():
        swept[0] += leftover_files.remove_unnamed_uploads(now=timezone.now())
def send(n):
    content = bytes(150_000)
    file = sealing.describe(content, name="x", kind="y")
    sealed = list(sealing.seal(file, content))
    arriving, public = people.sealed(files=(file,))
    for place, chunk in enumerate(sealed):
        pieces = uploads.UploadedChunks(sealing.stored_name(file.id), place, place == len(sealed) - 1, [chunk])
        adding = uploads.ChunkWrite(pieces, today - timedelta(days=9))  # old enough to be swept at once
        inbox.store(adding)
        if adding.refused:
            return "swept under way"
    try:
        inbox.receive_report(arriving, reporter_key=public, in_browser=True)
    except uploads.FilesNotAvailable:
        return "swept before it was named"
    return "named"
leftover_files.remove_unnamed_uploads(now=timezone.now())
before = Attachment.objects.count(), Chunk.objects.count()
sweeper = threading.Thread(target=sweep)
sweeper.start()
with ThreadPoolExecutor(8) as pool:
    found = collections.Counter(pool.map(send, range(160)))
over.set()
sweeper.join()
leftover_files.remove_unnamed_uploads(now=timezone.now())
whole = 0
for one in Attachment.objects.all():
    places = list(Chunk.objects.filter(file_hash=one.file_hash).order_by("place").values_list("place", flat=True))
    whole += places == list(range(one.chunks))
now = Attachment.objects.count() - before[0], Chunk.objects.count() - before[1]
print(json.dumps([found["named"], now[0], whole - before[0], sum(found.values()), swept[0], now[1]]))
"""


STORES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)]


@pytest.fixture(params=STORES, scope="module")
def city(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    with machine.postgres() if request.param == "postgresql" else nullcontext("") as address:
        more = {"UITWEG_LOAD_LEVEL": "calm", "UITWEG_DATABASE_URL": address}
        made = Installation(tmp_path_factory.mktemp("files") / "data", more).make().start()
        try:
            yield made
        finally:
            made.stop()


@pytest.fixture(scope="module")
def member(city: Installation) -> Member:
    return Member(city)


@pytest.fixture
def line(city: Installation) -> Iterator[Line]:
    with closing(Line(city.public_port)) as one:
        yield one


def attached_files(city: Installation) -> list[tuple[int, int]]:
    """Return the report and the number of each file that belongs to a message, in order."""
    with look(city) as rows:
        return rows.execute("SELECT report_id, id FROM channel_attachment ORDER BY id")


def chunks_in_store(city: Installation) -> int:
    with look(city) as rows:
        return int(rows.execute("SELECT count(*) FROM channel_chunk")[0][0])


def fetched(line: Line, secret: code.Code, file: files.FileDescription) -> list[bytes]:
    line.close()  # the door may be another since
    return attached.fetched(line.post, secret, file)


def insisting(city: Installation, line: Line, *, kills: int) -> Any:
    """Return what posts until it is taken, and meanwhile kills the public door now and then."""
    left = [kills]

    def insist(path: str, body: bytes) -> None:
        if left[0] and random.random() < 0.3:
            left[0] -= 1
            strike(city.processes["public"], whom="all")
            launch(city, "public")
        line.insist(path, body)

    return insist


def test_files_sent_while_the_door_is_killed_are_whole_for_both_sides(
    city: Installation, member: Member, line: Line
) -> None:
    before = attached_files(city), chunks_in_store(city)
    secret = code.stretch(code.new_words())
    insist = insisting(city, line, kills=2)
    several = tuple(file for _ in range(4) for file in attached.send_some(insist))
    said = Said(tokens.new_token(16), "Verzonnen", several)
    line.insist("/schrijven/verzegeld/", seal(member.team, secret, said, first=True))
    strike(city.processes["public"], whom="all")
    launch(city, "public")
    city.wait_for("public")
    found: Counter[str] = Counter()
    for file in several:
        attached.compare(file, fetched(line, secret, file), found)
    new = attached_files(city)[len(before[0]) :]
    for (report, number), file in zip(new, several, strict=True):
        whole = member.download(f"/werk/melding/{report}/bestand/{number}/")
        assert sha256(whole).digest() == file.sha256

    assert not found
    wish = json.dumps({"mailbox_id": b64encode(secret.mailbox_id).decode()}).encode()
    line.insist("/postvak/verzegeld/wissen/", wish)
    assert fetched(line, secret, several[0]) == []
    deadline = time.monotonic() + 15
    while (attached_files(city), chunks_in_store(city)) != before:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_sweep_that_never_rests_takes_no_file_that_a_message_names(city: Installation) -> None:
    named, attachments, whole, tried, swept, chunks = inside(city, SWEEPING)

    assert (named, attachments, chunks) == (whole, whole, 3 * whole)
    assert tried == 160
    assert named > 0 < swept


def a_photo() -> bytes:
    exif, holder = Image.Exif(), BytesIO()
    exif[ExifTags.Base.Artist] = MARK.decode()
    Image.effect_noise((900, 900), 80).save(holder, "JPEG", exif=exif, quality=95)
    return holder.getvalue()


def on_disk(city: Installation) -> list[bytes]:
    """Return everything that stands in the installation's folder, log included, and in its store."""
    address = city.more.get("UITWEG_DATABASE_URL", "")
    server = urllib.parse.parse_qs(urllib.parse.urlsplit(address).query).get("host", [])
    folders = [city.folder.parent, *map(Path, server)]
    return [p.read_bytes() for one in folders for p in one.rglob("*") if p.is_file()]


def test_what_is_in_a_file_stands_nowhere_on_disk_or_in_the_log(
    city: Installation, member: Member, line: Line
) -> None:
    """A photo with the marker in it and in its name; a member fetched it as it is, too."""
    photo = a_photo()
    file = files.describe(photo, name=f"{MARK.decode()}.jpg", kind="image/jpeg")
    sealed = list(files.seal(file, photo))
    attached.send(line.insist, file, sealed, at_once=4)
    said = Said(tokens.new_token(16), "Verzonnen", (file,))
    secret = code.stretch(code.new_words())
    line.insist("/schrijven/verzegeld/", seal(member.team, secret, said, first=True))
    report, number = attached_files(city)[-1]
    assert MARK in member.download(f"/werk/melding/{report}/bestand/{number}/")
    time.sleep(1)  # the log and the journals have it by now
    listing = subprocess.run(["ps", "axeww"], capture_output=True, check=False).stdout

    there = on_disk(city)
    pieces = [sealed[0][at : at + 64] for at in range(0, 60_000, 997)]
    assert any(piece in one for piece in pieces for one in there)  # we looked in the right place
    for secret_text in (MARK, file.id, file.key, file.id.hex().encode()):
        assert [one[:40] for one in [*there, listing] if secret_text in one] == []


def without_javascript(city: Installation, content: bytes) -> Answered:
    """Send the plain form with a file."""
    key = tokens.new_token(16).hex()
    fields = {"words": " ".join(code.new_words()), "key": key, "text": "Verzonnen."}
    edge = "----verzonnen"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = (
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{MARK.decode()}.jpg"'
    )
    parts.append(head.encode() + b"\r\nContent-Type: image/jpeg\r\n\r\n" + content)
    body = b"".join(parts) + f"\r\n--{edge}--\r\n".encode()
    kind = f"multipart/form-data; boundary={edge}"
    address = city.public + "/schrijven/versturen/"
    return ask(address, method="POST", body=body, **{"content-type": kind})


def test_a_file_without_javascript_stands_nowhere_on_disk_or_in_the_log(
    city: Installation, member: Member
) -> None:
    photo = a_photo()
    answer = without_javascript(city, photo)
    report, number = attached_files(city)[-1]

    assert answer.status == 200
    assert member.download(f"/werk/melding/{report}/bestand/{number}/") == photo
    time.sleep(1)  # the log and the journals have it by now
    assert [one[:40] for one in on_disk(city) if MARK in one] == []


@pytest.mark.parametrize(("megabytes", "status"), [(5.01, 400), (9, 413)])
def test_a_file_without_javascript_that_is_too_large_meets_a_sentence_and_leaves_nothing(
    city: Installation, megabytes: float, status: int
) -> None:
    before = attached_files(city), chunks_in_store(city)
    answer = without_javascript(city, bytes(int(megabytes * 1024 * 1024)))

    assert answer.status == status
    assert "te groot" in answer.body.decode() or "groter dan" in answer.body.decode()
    assert (attached_files(city), chunks_in_store(city)) == before


def test_a_body_that_is_too_long_meets_a_refusal_and_leaves_nothing(city: Installation) -> None:
    before = attached_files(city), chunks_in_store(city)
    for length in (SEALED_CHUNK * 16, 9 * 1024 * 1024):
        body = bytes(21) + bytes(length)
        answer = ask(city.public + "/bestand/stuk/", method="POST", body=body)
        assert answer.status in (400, 413)
    assert (attached_files(city), chunks_in_store(city)) == before
