"""Stopping with SIGTERM, and clients that never finish their request."""

import http.client
import random
import signal
import socket
import statistics
import subprocess
import time
from contextlib import suppress

from tests.support.installation import PARTS, Installation
from tests.support.processes import TeamKey, alive, children, end_group, launch
from tests.support.reporters import Conversation, Line, Said, seal
from uitweg.platform.sealing import code, tokens

TRIES = 10
WITHIN_SECONDS = 5
HALVES = 50
PROBES = 60


def under_load(city: Installation) -> dict[str, dict[str, float]]:
    """Send SIGTERM to every process at random moments while reports come in; return the times."""
    took: dict[str, list[float]] = {part: [] for part in PARTS}
    for _ in range(TRIES):
        time.sleep(random.uniform(0.2, 0.8))
        for part in PARTS:
            took[part].append(end(city.processes.pop(part)))
        city.start()
    return {f"{part} under load": _times(seconds) for part, seconds in took.items()}


def right_after_start(city: Installation) -> dict[str, dict[str, float]]:
    """Send SIGTERM 0 to 0.9 s after the start of each process; return the times."""
    times = {}
    for part in PARTS:
        seconds = []
        for nth in range(TRIES):
            process = launch(city, part)
            time.sleep(nth / TRIES)
            seconds.append(end(process))
        times[f"{part} right after start"] = _times(seconds)
        city.processes.pop(part, None)
    return times


def end(process: "subprocess.Popen[bytes]") -> float:
    """Return the seconds from SIGTERM until the process and its children are gone."""
    descendants, started = children(process.pid), time.monotonic()
    process.send_signal(signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=3 * WITHIN_SECONDS)
    while any(map(alive, descendants)) and time.monotonic() - started < 3 * WITHIN_SECONDS:
        time.sleep(0.01)
    took = time.monotonic() - started
    end_group(process)
    return took


def _times(seconds: list[float]) -> dict[str, float]:
    late = sum(time_taken > WITHIN_SECONDS for time_taken in seconds)
    return {
        "tries": len(seconds),
        "median_s": round(statistics.median(seconds), 2),
        "longest_s": round(max(seconds), 2),
        "late": late,
    }


def half_sent_bodies(city: Installation, team: TeamKey) -> dict[str, float]:
    """Send 50 half bodies and 50 half headers, and measure whether other requests still get through."""
    without = _probe(city, team)
    hanging = [_hang(city.public_port, body=nth < HALVES) for nth in range(2 * HALVES)]
    started = time.monotonic()
    beside = _probe(city, team)
    closed = sum(_is_closed(connection, started + 20) for connection in hanging[:HALVES])
    took = time.monotonic() - started
    for connection in hanging:
        connection.close()
    return {
        "hanging_bodies": HALVES,
        "hanging_headers": HALVES,
        "probes": PROBES,
        "errors": beside["errors"],
        "median_ms": beside["median_ms"],
        "longest_ms": beside["longest_ms"],
        "median_ms_without": without["median_ms"],
        "longest_ms_without": without["longest_ms"],
        "bodies_ended_by_the_door": closed,
        "ended_after_s": round(took, 1),
    }


def _hang(port: int, *, body: bool) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), timeout=20)
    head = "POST /schrijven/verzegeld/ HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 16000\r\n"
    line.sendall((head + ("\r\n" + "x" * 8000 if body else "")).encode())
    return line


def _is_closed(line: socket.socket, until: float) -> bool:
    """Return whether the door answered 408 or closed the connection before `until`."""
    line.settimeout(max(0.1, until - time.monotonic()))
    try:
        received = line.recv(200)
    except TimeoutError:
        return False
    except OSError:
        return True
    return not received or b" 408 " in received


def _probe(city: Installation, team: TeamKey) -> dict[str, float]:
    """Send real reports, one after the other, each over a new connection."""
    took, errors = [], 0
    for _ in range(PROBES):
        said = Said(tokens.new_token(16), "Verzonnen")
        body = seal(team, Conversation(code.new_words()).code, said, first=True)
        started = time.monotonic()
        try:
            errors += (
                Line(city.public_port, timeout=5).post("/schrijven/verzegeld/", body)[0] != 200
            )
        except (OSError, http.client.HTTPException):
            errors += 1
        took.append((time.monotonic() - started) * 1000)
    return {
        "errors": errors,
        "median_ms": round(statistics.median(took), 1),
        "longest_ms": round(max(took), 1),
    }


def faults(stops: dict[str, dict[str, float]], halves: dict[str, float]) -> list[str]:
    """Return a sentence for each thing that went wrong."""
    sentences = [
        f"{name}: {times['late']} of {times['tries']} took over {WITHIN_SECONDS} s"
        for name, times in stops.items()
        if times["late"]
    ]
    if halves and halves["errors"]:
        sentences.append(f"{halves['errors']} probes failed beside {HALVES} half-sent bodies")
    if halves and halves["bodies_ended_by_the_door"] < HALVES:
        sentences.append("half-sent bodies were not ended by the door")
    return sentences
