"""The disk is full: a clear answer, nothing half stored, and all goes on when there is room again.

`python -m endurance.full FOLDER` is a process of its own: it mounts a small file system on the folder,
in a mount namespace that ends with the process, and prints one line of JSON.
"""

import ctypes
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from endurance.reckoning import sound
from tests.support import attached
from tests.support.installation import Installation
from tests.support.processes import end_group, look, team_key
from tests.support.reporters import Conversation, Crowd, GaveUp, Line, Said, mailbox_body, seal
from uitweg.platform.sealing import code, tokens

SIZE_MB = 2048
"""More than the door keeps free for text (512 MiB), so that it starts as usual."""
DISK_CHECK_SECONDS = 8
"""The door checks the disk once in five seconds."""
RATE_SECONDS = 61
"""In its last space the door stores few messages a minute; those of the crowd must be older."""
LAST_BYTES = 100_000_000
MAX_TEXTS = 400
"""Enough to use up the space that SQLite's journal file already has."""
HALF_STORED = """
SELECT count(*) FROM channel_report WHERE id NOT IN (SELECT report_id FROM channel_message)
AND mailbox_hash NOT IN (
  SELECT mailbox_hash FROM channel_tombstone UNION SELECT mailbox_hash FROM channel_deletionwish)
"""


def try_it(folder: Path) -> dict[str, Any]:
    """Run it in a process that may mount; the result says when this machine does not allow that."""
    line = [sys.executable, "-m", "endurance.full", str(folder)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"good": False, "faults": [done.stderr[-2000:]]}
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _mount(folder: Path) -> str:
    """Give this process a small file system of its own; return why that failed, or ''."""
    try:
        os.unshare(os.CLONE_NEWNS)
    except OSError as error:
        return f"no name space of our own ({error.strerror})"
    libc = ctypes.CDLL(None, use_errno=True)
    private = 1 << 18 | 1 << 14  # MS_PRIVATE | MS_REC: nobody else sees what is mounted here
    if libc.mount(b"none", b"/", None, private, None):
        return f"the name space cannot be made private ({os.strerror(ctypes.get_errno())})"
    kind, options = b"tmpfs", f"size={SIZE_MB}m".encode()
    if libc.mount(kind, str(folder).encode(), kind, 0, options):
        return f"no small file system ({os.strerror(ctypes.get_errno())})"
    return ""


def full(folder: Path) -> dict[str, Any]:
    """Fill the disk under a running door, send reports, make room, and send the same again."""
    city = Installation(folder / "data", {"UITWEG_LOAD_LEVEL": "calm", "UITWEG_DATABASE_URL": ""})
    city.make().start()
    try:
        return _full(city, folder / "ballast")
    finally:
        for process in city.processes.values():
            end_group(process)


def _full(city: Installation, ballast: Path) -> dict[str, Any]:
    team, line = team_key(city), Line(city.public_port)
    crowd = Crowd(team, city.public_port, threads=2, full=0, pause=0.0)
    while (crowd.files < 3 or crowd.acknowledged < 30) and not crowd.faults:
        time.sleep(0.05)
    crowd.stop()
    _fill(ballast, leave=LAST_BYTES)
    time.sleep(RATE_SECONDS)
    refused_file = _try(lambda: attached.send_some(_sender(line)))
    with_a_file_refused = _texts(line, team, 3)
    _fill(ballast, leave=0)
    sent = _texts(line, team, MAX_TEXTS)
    kept = [text for text in sent if text[2][0] == 200]
    refused = [text for text in sent if text[2][0] != 200]
    mailbox = line.post("/postvak/verzegeld/", mailbox_body(crowd.lives[0].code))[0]
    time.sleep(DISK_CHECK_SECONDS)
    sent_later = _texts(line, team, 3)
    health = line.get("/health")
    before = _stored(city)
    ballast.unlink()
    time.sleep(DISK_CHECK_SECONDS)
    again = Counter(line.post("/schrijven/verzegeld/", body)[0] for _, body, _ in refused)
    lost = sum(said.key not in before for said, _, answer in kept)
    after, all_texts = _stored(city), [*with_a_file_refused, *sent]
    missing = sum(said.key not in after for said, _, _ in all_texts)
    file_after = _try(lambda: attached.send_some(_sender(line)))
    with look(city) as rows:
        halves = rows.execute(HALF_STORED)[0][0]
    city.stop()
    answers = Counter(_answer(answer) for _, _, answer in refused)
    clear = bool(refused) and all(answer.startswith("503 ") for answer in answers)
    stored_anyway = sum(said.key in before for said, _, _ in refused)
    good = clear and not (lost or missing or halves or stored_anyway) and sound(city)
    return {
        "faults": crowd.faults[:5],
        "good": good
        and not crowd.faults
        and again.keys() == {200}
        and mailbox == 200
        and not _is_open(health)
        and file_after == "taken",
        "file_system": f"tmpfs of {SIZE_MB} MB",
        "acknowledged_before": {"messages": crowd.acknowledged, "files": crowd.files},
        "a_file_in_the_last_room": refused_file,
        "texts_in_the_last_room": dict(Counter(str(a[0]) for _, _, a in with_a_file_refused)),
        "texts_on_a_full_disk": {"acknowledged": len(kept), "refused": dict(answers)},
        "acknowledged_and_lost": lost,
        "refused_and_stored": stored_anyway,
        "half_stored": halves,
        "mailbox_on_a_full_disk": mailbox,
        "texts_when_the_door_has_seen_it": dict(Counter(_answer(a) for _, _, a in sent_later)),
        "health_on_a_full_disk": _answer(health),
        "the_same_again_with_room": {str(status): count for status, count in again.items()},
        "never_stored": missing,
        "a_file_with_room": file_after,
    }


type Text = tuple[Said, bytes, tuple[int, bytes]]


def _texts(line: Line, team: Any, count: int) -> list[Text]:
    """Send new reports until 20 were refused, at most `count`; return each with its answer."""
    texts: list[Text] = []
    while len(texts) < count and sum(answer[0] != 200 for _, _, answer in texts) < 20:
        said = Said(tokens.new_token(16), f"Verzonnen {tokens.token_text(900)}")
        body = seal(team, Conversation(code.new_words()).code, said, first=True)
        texts.append((said, body, line.post("/schrijven/verzegeld/", body)))
    return texts


def _sender(line: Line) -> Any:
    def send(path: str, body: bytes) -> None:
        status, raw = line.post(path, body)
        if status != 200:
            raise GaveUp(f"{status} {raw.decode()[:60]}")

    return send


def _is_open(answer: tuple[int, bytes]) -> bool:
    return bool(json.loads(answer[1])["open"])


def _answer(answer: tuple[int, bytes]) -> str:
    return f"{answer[0]} {answer[1].decode()[:120].strip()}"


def _try(send: Any) -> str:
    try:
        send()
    except GaveUp as refusal:
        return str(refusal)
    return "taken"


def _stored(city: Installation) -> set[bytes]:
    with look(city) as rows:
        return {bytes(key) for (key,) in rows.execute("SELECT key FROM channel_message")}


def _fill(ballast: Path, *, leave: int) -> None:
    """Write until so many bytes are left."""
    step = 100_000_000
    with ballast.open("ab") as file:
        while step and (left := shutil.disk_usage(ballast.parent).free - leave) > 0:
            size = file.seek(0, os.SEEK_END)
            try:
                os.posix_fallocate(file.fileno(), size, min(left, step))
            except OSError:
                step //= 2  # something else used space meanwhile


def main(folder: str) -> None:
    reason = _mount(Path(folder))
    result = {"good": True, "skipped": reason} if reason else full(Path(folder))
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
