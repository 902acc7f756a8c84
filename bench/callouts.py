"""From "report durable" to "callout handed over", under full report load; and what an idle worker costs.

Danger is reported at random moments while others send reports without a pause. A gateway on this
machine notes when it gets the callout about each. `python -m bench.callouts` prints it and writes
bench/callouts.json; `--idle` measures the idle worker only.

A callout is ended as soon as somebody was called, so that each danger has calls of its own.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench import machine
from bench.figures import Figure, quantile, table
from bench.flow import cpu_seconds
from bench.process import measure_inside
from bench.video import Neighbour
from tests.support.installation import Installation
from tests.support.processes import end_group, look, team_key
from tests.support.reporters import Conversation, Line, Said, seal
from tests.support.servers import GatewayServer, gateway_server
from uitweg.platform.sealing import code, tokens

RECORD = Path(__file__).with_name("callouts.json")
IDLE_SECONDS, SETTLE_SECONDS = 120, 15
DANGERS, PAUSE_SECONDS, NEIGHBOURS = 200, 1.0, 4
GATEWAYS = """
gateways:
- {{channel: sms, url: "{url}/sms", key_header: Key, json: {{to: "{{to}}", text: "{{text}}"}}}}
- {{channel: voice, url: "{url}/voice", key_header: Key, json: {{to: "{{to}}", text: "{{text}}"}}}}
"""


def idle(city: Installation) -> list[Figure]:
    """Measure what the worker costs while nothing happens, and nobody is looked at."""
    city.start("worker")
    time.sleep(SETTLE_SECONDS)
    started = cpu_seconds(city, "worker")
    time.sleep(IDLE_SECONDS)
    share = 100 * (cpu_seconds(city, "worker") - started) / IDLE_SECONDS
    city.stop("worker")
    return [Figure("worker, idle, processor", round(share, 2), "% of a core", "≤ 1")]


def until_handed_over(city: Installation, gateway: GatewayServer) -> list[Figure]:
    """Measure; the public door must be up, and somebody have duty."""
    sent = dict[bytes, float]()
    with _worker(city), ExitStack() as others:
        neighbours = [others.enter_context(Neighbour(city)) for _ in range(NEIGHBOURS)]
        line, team = Line(city.public_port), team_key(city.folder)
        for _ in range(DANGERS):
            said = Said(tokens.new_token(16), "Verzonnen")
            body = json.loads(seal(team, Conversation(code.new_words()).code, said, first=True))
            line.insist("/schrijven/verzegeld/", json.dumps(body | {"danger": True}).encode())
            sent[said.key] = time.time()
            time.sleep(random.uniform(0, 2 * PAUSE_SECONDS))
        time.sleep(10)
        load = sum(len(neighbour.waits) for neighbour in neighbours)
    waits, joined = _waits(city, sent, gateway)
    name = "callout, from report durable to handed over"
    beside = f"beside {load} other reports"
    return [
        Figure(f"{name}, p50", round(quantile(waits, 0.5), 2), "s"),
        Figure(f"{name}, p99", round(quantile(waits, 0.99), 2), "s", "≤ 2", beside),
        Figure(f"{name}, longest", round(max(waits), 2), "s"),
        Figure("danger that joined a callout that had just rung", joined, f"of {len(sent)}"),
        Figure(f"{name}, never", len(sent) - len(waits) - joined, f"of {len(sent)}", "≤ 0"),
    ]


def _waits(
    city: Installation, sent: dict[bytes, float], gateway: GatewayServer
) -> tuple[list[float], int]:
    """Return the seconds from each acknowledgement to the first call about it.

    And how many joined a callout that was called before, less than a minute ago.
    """
    with look(city) as store:
        rows = store.execute("SELECT id, key FROM channel_message")
    ids = {bytes(key): pk for pk, key in rows}
    keys: dict[str, list[str]] = measure_inside(city, "bench.callouts_inside", "keys")["keys"]
    arrived: dict[str, list[float]] = {}
    for got in gateway.got:
        arrived.setdefault(got.headers["key"], []).append(got.at)
    waits, joined = list[float](), 0
    for key, at in sent.items():
        times = [moment for each in keys.get(str(ids[key]), []) for moment in arrived.get(each, [])]
        later = [moment - at for moment in times if moment >= at - 0.5]
        waits += [max(0.0, min(later))] if later else []
        joined += bool(times) and not later
    return waits, joined


@contextmanager
def _worker(city: Installation) -> Iterator[None]:
    """Run the worker, in which each callout is ended once somebody was called."""
    with city.log.open("ab") as log:
        line = [sys.executable, "-m", "bench.callouts_inside", "worker"]
        process = subprocess.Popen(
            line, env=city.environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        time.sleep(SETTLE_SECONDS)
        yield
    finally:
        end_group(process)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.callouts", description=__doc__)
    parser.add_argument("--idle", action="store_true", help="the idle worker only; not recorded")
    arguments = parser.parse_args()
    head, measured = machine.head("python -m bench.callouts"), list[Figure]()
    with (
        tempfile.TemporaryDirectory(prefix="uitweg-callouts-") as folder,
        gateway_server() as gateway,
    ):
        file = Path(folder) / "gateways.yaml"
        file.write_text(GATEWAYS.format(url=gateway.url))
        file.chmod(0o600)
        calm = {"UITWEG_LOAD_LEVEL": "calm", "UITWEG_WATCH": "no", "UITWEG_GATEWAYS": str(file)}
        city = Installation(Path(folder) / "data", calm).make()
        try:
            measure_inside(city, "bench.callouts_inside", "duty")
            measured += idle(city)
            if not arguments.idle:
                city.start("public")
                time.sleep(SETTLE_SECONDS)
                measured += until_handed_over(city, gateway)
        finally:
            city.stop()
    print(" · ".join(f"{name} {value}" for name, value in head.items()))
    print(table(measured))
    if not arguments.idle:
        rows = [figure.row() for figure in measured]
        RECORD.write_text(
            json.dumps({"head": head, "figures": rows}, indent=1, ensure_ascii=False) + "\n"
        )
    return 1 if any(figure.met is False for figure in measured) else 0


if __name__ == "__main__":
    sys.exit(main())
