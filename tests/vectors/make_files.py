"""Make files.json: sealed files, and a message and an answer that name them, for both languages.

Run it again only when the format changes: `python -m tests.vectors.make_files`. A sealed file
is the same each time (fixed key and id); the message and the answer are sealed anew.
"""

import base64
import hashlib
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from tests.vectors.make_interop import (
    ANSWER,
    KEY,
    MAILBOX_HASH,
    MESSAGE,
    SIGNING_SEED,
    TEAM_SEED,
    WORDS,
)
from uitweg.platform.sealing import code, conversation, envelope, files, signing
from uitweg.platform.sealing.wire import context, pad

MIB = 1024 * 1024
SIZES = (0, 1, 4088, 4089, 65_528, 65_529, 131_064, 131_065, 200_000)
BEYOND = (16 * MIB - 9, 16 * MIB - 8, 16 * MIB - 7, 17 * MIB, 100 * MIB - 8, 100 * MIB)
"""Sizes of which only the padding and the number of chunks are written down."""


def content_of(size: int) -> bytes:
    """Return bytes that both languages can make: byte i is (7·i + (i >> 8)) mod 256."""
    return bytes((7 * i + (i >> 8)) & 255 for i in range(size))


def file_of(size: int) -> files.FileDescription:
    return files.FileDescription(
        id=hashlib.sha256(f"id {size}".encode()).digest()[:16],
        key=hashlib.sha256(f"key {size}".encode()).digest(),
        name=f"foto van {size} bytes – é.jpg",
        type="image/jpeg",
        size=size,
        sha256=hashlib.sha256(content_of(size)).digest(),
        removed="locatie, toestel",
    )


FILES = (file_of(1), file_of(65_529))


def as_json(file: files.FileDescription) -> dict[str, Any]:
    """Return a file as it stands in a message's JSON."""
    raw = {name: base64.b64encode(getattr(file, name)).decode() for name in ("id", "key", "sha256")}
    return {**asdict(file), **raw}


def sealed_file(size: int) -> dict[str, Any]:
    """Describe one sealed file; short ones are written out, of longer ones the hash is."""
    file = file_of(size)
    chunks = list(files.seal(file, content_of(size)))
    whole = b"".join(chunks)
    return {
        "size": size,
        "id": file.id.hex(),
        "key": file.key.hex(),
        "sha256": file.sha256.hex(),
        "storedName": files.stored_name(file.id).hex(),
        "padded": files.padded_length(size),
        "chunks": len(chunks),
        "sealedSha256": hashlib.sha256(whole).hexdigest(),
        "sealed": whole.hex() if size < 2 else "",
    }


def answers(reporter: bytes) -> tuple[conversation.SealedMessage, list[str]]:
    """Return an answer with files, and ones in which files were put, taken, swapped or reordered."""
    team = envelope.public_key(TEAM_SEED)
    answer = replace(ANSWER, files=FILES)
    sealed = conversation.seal_answer(SIGNING_SEED, team, reporter, MAILBOX_HASH, KEY, answer)
    forged = [
        [],
        [as_json(FILES[1]), as_json(FILES[0])],
        [as_json(FILES[0])],
        [as_json(FILES[0]), as_json(replace(FILES[1], sha256=bytes(32)))],
        [as_json(FILES[0]), as_json(replace(FILES[1], id=bytes(16)))],
        [as_json(FILES[0]), as_json(replace(FILES[1], name="niet openen.exe"))],
        [as_json(FILES[0]), as_json(replace(FILES[1], type="text/html"))],
        [as_json(FILES[0]), as_json(replace(FILES[1], name="", type=FILES[1].name))],
    ]
    return sealed, [_put_together(reporter, answer, said) for said in forged]


def _put_together(reporter: bytes, answer: conversation.AnswerContent, said: list[Any]) -> str:
    """Seal an answer whose list of files is not the one that was signed."""
    mailbox, key = MAILBOX_HASH.hex(), KEY.hex()
    listed = ",".join(
        ":".join(
            part.hex() for part in (file.id, file.sha256, file.name.encode(), file.type.encode())
        )
        for file in answer.files
    )
    signature = signing.sign(
        SIGNING_SEED,
        context("answer-files-signature", mailbox, key),
        f"{answer.by}\0{answer.on}\0{listed}\0{answer.text}".encode(),
    )
    content = {
        "text": answer.text,
        "by": answer.by,
        "on": answer.on,
        "signature": base64.b64encode(signature).decode(),
        "files": said,
    }
    place = context("answer", mailbox, key, "reporter")
    return envelope.seal(reporter, place, pad(json.dumps(content).encode())).hex()


def vectors() -> dict[str, Any]:
    """Return everything; bytes as hex, in a message's JSON as base64."""
    stretched = code.stretch(WORDS)
    publics = envelope.public_key(TEAM_SEED), envelope.public_key(stretched.seed)
    message = conversation.seal_message(*publics, MAILBOX_HASH, KEY, replace(MESSAGE, files=FILES))
    answer, forged = answers(publics[1])
    return {
        "source": "made by make_files.py with the Python side of uitweg/sealing",
        "content": "byte i of a file is (7*i + (i >> 8)) mod 256; other fields as in interop.json",
        "sealedFiles": [sealed_file(size) for size in SIZES],
        "lengths": [[n, files.padded_length(n), files.chunks_of(n)] for n in (*SIZES, *BEYOND)],
        "list": [as_json(file) for file in FILES],
        "message": {"forTeam": message.for_team.hex(), "forReporter": message.for_reporter.hex()},
        "answer": {"forTeam": answer.for_team.hex(), "forReporter": answer.for_reporter.hex()},
        "forgedAnswers": forged,
    }


if __name__ == "__main__":
    Path(__file__).with_name("files.json").write_text(
        json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
