"""What a flood costs: a reporter's phone at each load level, the attacker, and 100 reporters during one.

`python -m bench.flood` prints it and writes bench/flood.json. The phone is Chromium slowed down six
times. That does not slow down workers, so the page has to solve alone: one slow core, which is the
worst case for a phone.
"""

import json
import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.support import flooders, machine
from tests.support.installation import Installation
from tests.support.processes import team_key
from uitweg.channel.admission.rules import load
from uitweg.platform.sealing import form_age, proof_of_work, tokens

SENDS, PEOPLE, FORMS = 5, 75, 25
SLOWED = 6
TRIES = 400


def main() -> None:
    with TemporaryDirectory() as folder, ProcessPoolExecutor(2, mp_context=SPAWN) as pool:
        results: dict[str, Any] = {"load": [round(os.getloadavg()[0], 1)]}
        results["phone_ms"] = {level: _phone(Path(folder) / level, level) for level in LEVELS}
        results["flooder_ms"] = {str(most): _flooder_ms(most) for most in WORK}
        print(json.dumps(results), flush=True)
        results["behind_one_address"] = _crowd(Path(folder) / "crowd", pool)
        results["load"].append(round(os.getloadavg()[0], 1))
    text = json.dumps(results, indent=2)
    Path(__file__).with_suffix(".json").write_text(text + "\n", encoding="utf-8")
    print(text)


LEVELS = ("calm", "busy", "flooded")
WORK = (load.EASY_WORK, load.HARDER_WORK, load.HARDEST_WORK)
SPAWN = get_context("spawn")


def _phone(folder: Path, level: str) -> dict[str, int]:
    """Return the milliseconds from the click on the button to the page that says it is sent."""
    city = Installation(folder / "data", {"UITWEG_LOAD_LEVEL": level}).make().start("public")
    try:
        with sync_playwright() as play:
            path, flags = machine.browser(), machine.BROWSER_FLAGS
            chromium = play.chromium.launch(executable_path=path, args=flags)
            took = sorted(_send_once(chromium, city.public) for _ in range(SENDS))
            chromium.close()
    finally:
        city.stop()
    return {"median": int(median(took)), "most": int(took[-1])}


def _send_once(chromium: Browser, address: str) -> float:
    page = chromium.new_context().new_page()
    page.goto(address + "/schrijven/")
    page.evaluate("() => { delete window.Worker; }")
    page.locator("#begin button").click()
    page.locator('[data-do="next"]').click()
    page.locator("#text").fill("Verzonnen.")
    page.wait_for_timeout(1500)  # keys are derived from the words while somebody writes
    slow = page.context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    started = time.monotonic()
    page.locator("#story .btn").last.click()
    page.locator("#done:not([hidden])").wait_for(timeout=120_000)
    took = (time.monotonic() - started) * 1000
    page.context.close()
    return took


def _flooder_ms(most: int) -> int:
    """Return the milliseconds that one proof of work costs an attacker, natively on one core."""
    secret, about = tokens.new_token(32), tokens.new_token(16)
    took = 0.0
    for _ in range(5):
        challenge = proof_of_work.challenge(secret, about, most=TRIES)
        started = time.process_time()
        flooders.solved(challenge)
        took += time.process_time() - started
    return int(took / 5 * most / TRIES * 1000)


def _crowd(folder: Path, pool: ProcessPoolExecutor) -> dict[str, Any]:
    city = Installation(folder / "data").make().start("public")
    try:
        team, port = team_key(city.folder), city.public_port
        bodies = [flooders.a_body(team)[1] for _ in range(PEOPLE)]
        secret = (city.folder / "public.secret").read_text().strip().encode()
        since = int(time.time()) - 61
        keys = [tokens.new_token(16) for _ in range(FORMS)]
        forms = [flooders.a_form(k, since=form_age.stamp(secret, k, at=since)) for k in keys]

        def solve(challenge: dict[str, object]) -> str:
            return pool.submit(flooders.solved, challenge).result()

        with flooders.Flood(port, team) as flood, ThreadPoolExecutor(12) as people:
            time.sleep(3)
            sent = [
                people.submit(_timed, lambda b=b: flooders.as_browser(port, b, solve))
                for b in bodies
            ]
            sent += [people.submit(_timed, lambda f=f: flooders.as_form(port, f)) for f in forms]
            took = [future.result() for future in sent]
    finally:
        city.stop()
    seconds = sorted(second for _, second in took)
    return {
        "got_through": sum(status == 200 for status, _ in took),
        "of": PEOPLE + FORMS,
        "seconds_median": round(median(seconds), 2),
        "seconds_most": round(seconds[-1], 2),
        "flood_posts": sum(flood.said.values()),
        "junk_stored": flood.said["with_work", 200],
    }


def _timed(send: Callable[[], int]) -> tuple[int, float]:
    started = time.monotonic()
    return send(), time.monotonic() - started


if __name__ == "__main__":
    main()
