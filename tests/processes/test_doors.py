"""Both doors as they run: their headers, their limits, their end, and what they leave behind."""

import http.client
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support import addresses
from tests.support.doors import ask, report_without_javascript
from tests.support.installation import ROOT, Installation
from tests.support.papers import scanned
from uitweg.knowledge.training.rules.papers import PAPERS
from uitweg.platform.content import load

ALWAYS = (
    "cache-control",
    "content-security-policy",
    "referrer-policy",
    "x-content-type-options",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
)
RARE = ("HEAD", "DELETE", "PUT")
FEW = ("/", "/niet-hier/", "/schrijven/", "/postvak/", "/inloggen/", "/werk/", "/casus/1/")
MARKER = "zeepaardje-onder-de-trap"


@pytest.fixture(scope="module", autouse=True)
def begun_first(installation: Installation) -> Iterator[socket.socket]:
    """A body that stops halfway: the door waits for the rest while the other tests go on."""
    (line,) = half_sent(installation.public_port, 1)
    with closing(line):
        yield line


def every_answer(city: Installation, *, everywhere: bool):  # type: ignore[no-untyped-def]
    for door, base in (("public", city.public), ("staff", city.staff)):
        paths = {a.path for a in addresses.of(door)} | {
            "/",
            "/niet-hier/",
            "/check/",
            "/schrijven/",
            "/schrijven",
            "/werk",
            "/%ff/",
        }
        for path in sorted(paths if everywhere else paths & {*FEW}):
            for method in ("GET", "POST", *(RARE if path in FEW else ())):
                yield (
                    door,
                    path,
                    method,
                    ask(base + path, method=method, body=b"" if method == "POST" else None),
                )


@pytest.mark.parametrize("everywhere", [False, pytest.param(True, marks=pytest.mark.long)])
def test_every_answer_of_both_doors_carries_the_headers_and_no_door_breaks(
    installation: Installation, everywhere: bool
) -> None:
    for door, path, method, answer in every_answer(installation, everywhere=everywhere):
        place = (door, path, method, answer.status)
        assert answer.status < 500 or answer.status == 503, place
        for name in ALWAYS:
            assert answer.headers[name], (*place, name)
        assert answer.headers["referrer-policy"] == "no-referrer", place
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy, place
        assert "frame-ancestors 'none'" in policy, place
        assert door == "staff" or not answer.headers["set-cookie"], place
        assert "traceback" not in answer.read().decode("utf-8", "replace").lower(), place


READ, FORM = "GET, HEAD", "GET, HEAD, POST"


def published(city: Installation) -> Iterator[tuple[str, str]]:
    """Return addresses that are answered from memory, each with the methods that it takes."""
    for path in ("/", "/signalen/", "/postvak/", "/robots.txt", "/.well-known/security.txt"):
        yield city.public + path, READ
    for path in ("/schrijven/", "/check/", "/hulp/"):
        yield city.public + path, FORM
    for base, page in ((city.public, "/schrijven/"), (city.staff, "/inloggen/")):
        for asset in re.findall(r"/static/[\w.-]+", ask(base + page).body.decode())[:2]:
            yield base + asset, READ


def test_a_published_page_takes_no_other_method(installation: Installation) -> None:
    for url, allowed in published(installation):
        for method in ("PUT", "DELETE", "PATCH", "TRACE", *(["POST"] if allowed == READ else [])):
            answer = ask(url, method=method, body=b"")

            assert (answer.status, answer.headers["allow"]) == (405, allowed), (method, url)
            assert "alleen lezen" in answer.body.decode() or allowed == FORM, (method, url)
        assert ask(url, method="HEAD").status == 200, url
        asked = ask(url, method="OPTIONS")
        assert (asked.status, asked.headers["allow"], asked.body) == (204, allowed, b""), url


def test_the_public_process_loads_no_session_member_or_casework(installation: Installation) -> None:
    program = (
        "import os; os.environ['UITWEG_DOOR']='public'\n"
        "import uitweg.site.server.serve as serve; serve.make_door()\n"
        "import sys; print('\\n'.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=installation.environment,
        check=False,
    )
    loaded = set(done.stdout.split())
    forbidden = (
        "uitweg.casework",
        "uitweg.platform.audit.models",
        "uitweg.platform.audit.actions",
        "uitweg.platform.drafts",
        "uitweg.platform.jobs",
        "django.contrib.auth",
        "django.contrib.sessions",
    )
    bad = {m for m in loaded if m.startswith(forbidden)} | {
        m
        for m in loaded
        if m.startswith("uitweg.platform.accounts.") and m != "uitweg.platform.accounts.rules"
    }

    assert "uitweg.channel.conversation.public_views" in loaded, done.stderr
    assert bad == set(), bad


def half_sent(port: int, n: int) -> list[socket.socket]:
    lines = b"POST /schrijven/versturen/ HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nwords="
    made = []
    for _ in range(n):
        one = socket.create_connection(("127.0.0.1", port))
        one.sendall(lines)
        made.append(one)
    return made


def test_fifty_half_sent_bodies_do_not_stop_a_door(installation: Installation) -> None:
    for port, base in (
        (installation.public_port, installation.public),
        (installation.staff_port, installation.staff),
    ):
        open_ends = half_sent(port, 50)
        assert ask(base + "/health").status == 200
        assert ask(base + "/schrijven/", method="POST", body=b"").status < 500
        for one in open_ends:
            one.close()


def test_a_body_that_is_too_long_is_refused(installation: Installation) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", installation.public_port, timeout=20)
    with closing(connection):
        connection.request("POST", "/schrijven/versturen/", body=b"x" * 10_000_000)
        answer = connection.getresponse()

        assert answer.status == 413
        assert "te groot" in answer.read().decode()


BROKEN = [b"\xff\xfe=\xff&text=%ff%fe", b"text=" + b"%00" * 50, b"words=x&key=%"]
TOO_MANY_FIELDS = b"a=1&" * 5000


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/schrijven/versturen/", 400, "Deze stap kan hier niet beginnen."),
        ("/schrijven/bericht/", 400, "Deze stap kan hier niet beginnen."),
        ("/postvak/openen/", 400, "Er klopt nog iets niet."),
        ("/check/", 200, "Je maakt je zorgen."),  # as one who ticked nothing
    ],
)
def test_broken_bodies_meet_a_sentence(
    installation: Installation, path: str, status: int, sentence: str
) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    for raw in BROKEN:
        answer = ask(installation.public + path, method="POST", body=raw, **form)
        assert (raw, answer.status) == (raw, status)
        assert sentence in answer.body.decode()

    refused = ask(installation.public + path, method="POST", body=TOO_MANY_FIELDS, **form)
    assert refused.status == 400
    assert "Er ging iets mis bij het versturen. Er is niets bewaard." in refused.body.decode()


@pytest.mark.parametrize("rounds", [1, pytest.param(3, marks=pytest.mark.long)])
def test_a_stop_drains_within_five_seconds_also_right_after_the_start(
    tmp_path: Path, rounds: int
) -> None:
    city = Installation(tmp_path / "data").make()
    for _ in range(rounds):
        seconds = city.start().stop()
        assert seconds < 5


def test_what_was_written_and_the_words_stand_nowhere_on_disk_or_in_the_log(
    installation: Installation,
) -> None:
    """While all of it runs; after a stop: test_nothing_leaks.py."""
    words = report_without_javascript(installation, f"Ik zag een {MARKER}.")
    time.sleep(1.5)
    listing = subprocess.run(["ps", "axeww"], capture_output=True, check=False).stdout
    folder = installation.folder.parent
    living = b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file())

    assert installation.log.is_relative_to(folder)
    for where in (living, listing):
        assert MARKER.encode() not in where
        assert " ".join(words).encode() not in where


THE_WORKER_LOOKS = """
import json, os, django
os.environ |= {"DJANGO_SETTINGS_MODULE": "uitweg.site.config.settings", "UITWEG_WATCH": "yes"}
django.setup()
from django.utils import timezone
from uitweg.platform.alarms.models import Alarm
from uitweg.site.operations import door_watch
door_watch.OTHERS_PER_LOOK = 1000
door_watch.look(now=timezone.now())
print(json.dumps([list(Alarm.objects.values_list("kind", "place")), len(door_watch.published().published)]))
"""


@pytest.mark.long
def test_the_real_door_gives_what_the_worker_expects(installation: Installation) -> None:
    """Every page: what is published at the start and what comes a few seconds later are equal."""
    done = installation.program(THE_WORKER_LOOKS)
    alarms, pages = json.loads(done.stdout)

    assert alarms == []
    assert pages > 300


BUILD_ONE = """
import django
django.setup()
from django.conf import settings
from uitweg.materials import building
print(building.build(settings.MATERIALS, lambda: [each for each in building.every_file() if each[0] == %r]))
"""


def test_a_door_serves_the_paper_that_the_command_made(installation: Installation) -> None:
    path = PAPERS[-1].path(load().level)
    missing = ask(installation.public + path)
    assert (missing.status, missing.headers["retry-after"]) == (503, "60")
    assert "Dit bestand wordt gemaakt." in missing.body.decode()

    built = installation.program(
        "import os; os.environ.setdefault('DJANGO_SETTINGS_MODULE',"
        " 'uitweg.site.config.settings')" + BUILD_ONE % path
    )
    assert built.returncode == 0, built.stderr
    answer = ask(installation.public + path)

    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert scanned(answer.body) == {f"{installation.public}/"}
    head = ask(installation.public + path, method="HEAD")
    assert (head.status, head.headers["content-length"]) == (200, answer.headers["content-length"])
    again = ask(installation.public + path, **{"if-none-match": answer.headers["etag"]})
    assert (again.status, again.body) == (304, b"")


def test_the_tick_shows_its_pulse_on_the_staff_door(installation: Installation) -> None:
    deadline = time.monotonic() + 60  # the worker of a city that just started has none yet
    while (
        ago := json.loads(ask(installation.staff + "/health").read())["worker_seconds_ago"]
    ) is None:
        assert time.monotonic() < deadline
        time.sleep(0.5)

    assert ago < 30  # it writes one each 15 seconds, after the round of its jobs


def test_an_unchanged_page_is_a_304_and_packed_for_who_can_unpack(
    installation: Installation,
) -> None:
    packed, deadline = {"accept-encoding": "gzip, br"}, time.monotonic() + 300
    while not (tag := ask(installation.public + "/", **packed).headers["etag"]):
        assert time.monotonic() < deadline  # the guide comes to the shelf after the door opened
        time.sleep(0.2)
    first = ask(installation.public + "/", **packed)
    again = ask(installation.public + "/", **packed, **{"if-none-match": tag})

    assert first.headers["content-encoding"] == "br"
    assert (again.status, again.read()) == (304, b"")


def test_a_body_that_stops_halfway_is_answered(begun_first: socket.socket) -> None:
    begun_first.settimeout(20)

    assert b" 408 " in begun_first.recv(200)
