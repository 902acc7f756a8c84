"""Files of made-up reporters: sent as a browser does, and fetched again by both sides."""

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
    """Make up one to three files and have them taken in, chunk group by chunk group."""
    made = []
    for _ in range(random.choice((1, 1, 2, 3))):
        content = random.randbytes(random.choice(SIZES))
        made.append(files.describe(content, name="verzonnen.jpg", kind="image/jpeg"))
        sealed = list(files.seal(made[-1], content))
        send(insist, made[-1], sealed, at_once=random.randint(1, MOST))
    return tuple(made)


def send(
    insist: Insist, file: FileDescription, sealed: list[bytes], *, at_once: int, whole: bool = True
) -> None:
    """Have the chunks of a file taken in, so many in a body; `whole` says that these are all."""
    for first in range(0, len(sealed), at_once):
        group = sealed[first : first + at_once]
        head = file.id + first.to_bytes(4) + bytes([whole and first + len(group) == len(sealed)])
        insist("/bestand/stuk/", head + b"".join(group))


def fetched(post: Post, secret: code.Code, file: FileDescription) -> list[bytes]:
    """Fetch the sealed chunks of a file as the mailbox page does."""
    chunks: list[bytes] = []
    while len(chunks) < files.chunks_of(file.size):
        asked = {
            "mailbox_id": b64encode(secret.mailbox_id).decode(),
            "file": file.id.hex(),
            "from": len(chunks),
        }
        status, raw = post("/postvak/bestand/", json.dumps(asked).encode())
        if status != 200:
            break
        chunks += [raw[at : at + SEALED_CHUNK] for at in range(0, len(raw), SEALED_CHUNK)]
    return chunks


def stored(rows: Look, file: FileDescription) -> list[bytes]:
    """Return the chunks of an attached file as they stand in the store."""
    asked = (
        "SELECT sealed FROM channel_chunk WHERE file_hash = ? AND EXISTS (SELECT 1 FROM"
        " channel_attachment a WHERE a.file_hash = channel_chunk.file_hash) ORDER BY place"
    )
    return [bytes(row[0]) for row in rows.execute(asked, [files.stored_name(file.id)])]


def left(rows: Look, file: FileDescription) -> int:
    """Count what is left of a file that should be gone."""
    asked = "SELECT count(*) FROM channel_{} WHERE file_hash = ?"
    name = [files.stored_name(file.id)]
    return sum(rows.execute(asked.format(t), name)[0][0] for t in ("chunk", "attachment"))


def compare(file: FileDescription, chunks: list[bytes], found: Counter[str]) -> None:
    """Open a file and hold its hash against what was sent."""
    try:
        for _ in files.open_chunks(file, chunks):
            pass
    except CannotOpen:
        found["files_lost"] += 1
    except Malformed:
        found["files_changed"] += 1
