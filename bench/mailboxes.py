"""Does the response time tell an existing mailbox from an unknown or deleted one?

`python -m bench.mailboxes TRIES`, in an installation's environment, prints JSON. Each try requests
all four kinds, in rotating order. Within the process it measures processor time, so that other
programs do not count: `sealed` is the request of a browser that decrypts, `plain` the page without
JavaScript (without its key derivation, which is the same for all and a hundred times as long). At
the door it measures wall-clock time over loopback, closer than an attacker can get.
"""

import json
import os
import statistics
import sys
import time
from base64 import b64encode
from bisect import bisect_right
from contextlib import closing
from typing import Any
from urllib.parse import urlencode

from bench.figures import Figure
from bench.process import measure_inside
from tests.support.installation import Installation
from tests.support.reporters import Line

KINDS = ("right", "wrong", "wiped", "erased")
FORM = "application/x-www-form-urlencoded"


def figures(city: Installation, *, small: bool) -> list[Figure]:
    """Return how far the medians differ, and how well one can guess from a time, for each way in."""
    measured = measure_inside(city, "bench.mailboxes", "200" if small else "1000")
    figures = []
    for way, (medians, guess) in measured.items():
        least, most = min(medians.values()), max(medians.values())
        each = ", ".join(f"{kind} {value:.4f}" for kind, value in medians.items())
        name = f"opening a mailbox, {way}: right, wrong, wiped and erased apart"
        apart = round(100 * (most - least) / least, 2)
        figures.append(Figure(name, apart, "%", "≤ 2", f"medians {each} ms"))
        guess_name = f"opening a mailbox, {way}: the best threshold on time guesses right"
        figures.append(Figure(guess_name, guess, "%", "", "processor time; a coin 50 %"))
    return figures + _at_the_door(city, 200 if small else 1000)


def _at_the_door(city: Installation, tries: int) -> list[Figure]:
    """Request each kind from the running door, again and again, and measure the time."""
    posted = measure_inside(city, "bench.mailboxes", "bodies")
    requests = {kind: body.encode() for kind, body in posted.items()}
    took: dict[str, list[float]] = {kind: [] for kind in KINDS}
    with closing(Line(city.public_port)) as door:
        for nth in range(tries + 20):
            for kind in KINDS[nth % 4 :] + KINDS[: nth % 4]:
                started = time.perf_counter()
                status, body = door.post("/postvak/verzegeld/", requests[kind])
                spent = time.perf_counter() - started
                assert (status, len(body)) == (200, 16 * 1024), (kind, status, len(body))
                if nth >= 20:
                    took[kind].append(1000 * spent)
    medians, guess = _medians_and_best_guess(took)
    least, most = min(medians.values()), max(medians.values())
    each = ", ".join(f"{kind} {value:.4f}" for kind, value in medians.items())
    name = "opening a mailbox at the door, on the clock"
    apart = round(100 * (most - least) / least, 2)
    return [
        Figure(
            f"{name}: right, wrong, wiped and erased apart", apart, "%", "≤ 2", f"medians {each} ms"
        ),
        Figure(f"{name}: the best threshold guesses right", guess, "%", "≤ 55", "a coin 50 %"),
    ]


def best_guess(times: list[float], other_times: list[float]) -> float:
    """Return how often (in %) the best threshold guesses which of two equally likely kinds it is.

    That is (1 + d) / 2, with d the Kolmogorov-Smirnov statistic: the greatest distance between the
    two distributions.
    """
    times, other_times = sorted(times), sorted(other_times)
    distance = max(
        abs(
            bisect_right(times, threshold) / len(times)
            - bisect_right(other_times, threshold) / len(other_times)
        )
        for threshold in {*times, *other_times}
    )
    return round(50 * (1 + distance), 1)


def bodies() -> None:
    """Store the conversations and print what a browser would post to open each."""
    from uitweg.platform.sealing import code

    code.ITERATIONS = 1
    words = {kind: code.new_words() for kind in KINDS}
    _fill(words)
    sys.stdout.write(json.dumps({kind: body for kind, (_, body, _) in _sealed(words).items()}))


def main(tries: str) -> None:
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler
    from django.test import override_settings

    from uitweg.platform.sealing import code

    code.ITERATIONS = 1
    words = {kind: code.new_words() for kind in KINDS}
    _fill(words)
    with override_settings(
        ROOT_URLCONF="uitweg.site.web.public_urls", MIDDLEWARE=settings.PUBLIC_MIDDLEWARE
    ):
        door = WSGIHandler()
        found = {
            way: _medians_and_best_guess(_times_by_kind(door, requests, int(tries)))
            for way, requests in (("sealed", _sealed(words)), ("plain", _plain(words)))
        }
    sys.stdout.write(json.dumps(found) + "\n")


def _fill(words: dict[str, list[str]]) -> None:
    """Store a conversation for each kind but the wrong words; ask to delete two, and delete one."""
    from django.utils import timezone

    from tests.support import people
    from uitweg.channel.answers.actions import reports
    from uitweg.platform.sealing import code

    for kind in ("right", "erased", "wiped"):
        report = people.a_report(words[kind])
        if kind != "right":
            people.ask_to_delete(report)
        if kind == "erased":
            reports.execute_tombstones(now=timezone.now())
    assert code.ITERATIONS == 1


def _sealed(words: dict[str, list[str]]) -> dict[str, tuple[str, str, str]]:
    from uitweg.platform.sealing import code

    def body(kind: str) -> str:
        return json.dumps({"mailbox_id": b64encode(code.stretch(words[kind]).mailbox_id).decode()})

    return {kind: ("/postvak/verzegeld/", body(kind), "application/json") for kind in KINDS}


def _plain(words: dict[str, list[str]]) -> dict[str, tuple[str, str, str]]:
    form = {kind: urlencode({"words": " ".join(words[kind])}) for kind in KINDS}
    return {kind: ("/postvak/openen/", form[kind], FORM) for kind in KINDS}


def _medians_and_best_guess(took: dict[str, list[float]]) -> tuple[dict[str, float], float]:
    """Return the medians, and how well the right one can be told from any of the others (%)."""
    guess = max(best_guess(took["right"], took[kind]) for kind in KINDS if kind != "right")
    return {kind: statistics.median(each) for kind, each in took.items()}, guess


def _times_by_kind(
    door: Any, requests: dict[str, tuple[str, str, str]], tries: int
) -> dict[str, list[float]]:
    from django.test import RequestFactory

    took: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for nth in range(tries + 20):
        for kind in KINDS[nth % 4 :] + KINDS[: nth % 4]:
            path, body, of_type = requests[kind]
            request = RequestFactory().post(path, body, content_type=of_type)
            started = time.process_time()
            answer = door.get_response(request)
            spent = time.process_time() - started
            assert answer.status_code == 200
            if nth >= 20:
                took[kind].append(1000 * spent)
    return took


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.config.settings")
    django.setup()
    if sys.argv[1] == "bodies":
        bodies()
    else:
        main(sys.argv[1])
