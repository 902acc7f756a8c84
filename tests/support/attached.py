"""Invented files in reports: uploaded as a browser does, and fetched and checked again."""

import json
import random
from base64 import b64encode
from collections import Counter
from collections.abc import Callable

from tests.support.processes import Look
from uitweg.platform.sealing import code, files
from uitweg.platform.sealing.files import SEALED_CHUNK, CannotOpen, FileDescription, Malformed

SIZES = (0, 900, 4088, 65_528, 65_529, 200_000, 1_500_000)
MOST = 15
type Insist = Callable[[str, bytes], object]
type Post = Callable[[str, bytes], tuple[int, bytes]]


def send_some(insist: Insist) -> tuple[FileDescription, ...]:
    """Invent one to three files and upload them in groups of chunks."""
    descriptions = []
    for _ in range(random.choice((1, 1, 2, 3))):
        content = random.randbytes(random.choice(SIZES))
        descriptions.append(files.describe(content, name="verzonnen.jpg", kind="image/jpeg"))
        sealed = list(files.seal(descriptions[-1], content))
        send(insist, descriptions[-1], sealed, at_once=random.randint(1, MOST))
    return tuple(descriptions)


def send(
    insist: Insist, file: FileDescription, sealed: list[bytes], *, at_once: int, whole: bool = True
) -> None:
    """Upload chunks of a file, so many at once; `whole`: the last of these is the file's last."""
    for first in range(0, len(sealed), at_once):
        group = sealed[first : first + at_once]
        head = file.id + first.to_bytes(4) + bytes([whole and first + len(group) == len(sealed)])
        insist("/bestand/stuk/", head + b"".join(group))


def fetched(post: Post, secret: code.Code, file: FileDescription) -> list[bytes]:
    """Fetch the encrypted chunks of a file as the mailbox page does."""
    chunks: list[bytes] = []
    while len(chunks) < files.chunks_of(file.size):
        request = {
            "mailbox_id": b64encode(secret.mailbox_id).decode(),
            "file": file.id.hex(),
            "from": len(chunks),
        }
        status, raw = post("/postvak/bestand/", json.dumps(request).encode())
        if status != 200:
            break
        chunks += [raw[at : at + SEALED_CHUNK] for at in range(0, len(raw), SEALED_CHUNK)]
    return chunks


def stored(rows: Look, file: FileDescription) -> list[bytes]:
    """Return the encrypted chunks of an attached file from the database."""
    query = (
        "SELECT sealed FROM channel_chunk WHERE file_hash = ? AND EXISTS (SELECT 1 FROM"
        " channel_attachment a WHERE a.file_hash = channel_chunk.file_hash) ORDER BY place"
    )
    return [bytes(row[0]) for row in rows.execute(query, [files.stored_name(file.id)])]


def left(rows: Look, file: FileDescription) -> int:
    """Count the rows that are left of a file that should be deleted."""
    query = "SELECT count(*) FROM channel_{} WHERE file_hash = ?"
    name = [files.stored_name(file.id)]
    return sum(rows.execute(query.format(table), name)[0][0] for table in ("chunk", "attachment"))


def compare(file: FileDescription, chunks: list[bytes], found: Counter[str]) -> None:
    """Decrypt a file and count it as lost or changed if it is not what was sent."""
    try:
        for _ in files.open_chunks(file, chunks):
            pass
    except CannotOpen:
        found["files_lost"] += 1
    except Malformed:
        found["files_changed"] += 1
