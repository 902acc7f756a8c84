"""`python -m bench.watching`: what metrics and traces cost a door, in processor time per request.

Three public doors on the same city are asked in turns: nothing switched on, metrics, both. Time of
the processor and not of the clock, so that a busy machine changes little.
"""

import http.client
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from tests.support.installation import Installation, free_port
from tests.support.processes import children, launch
from tests.support.servers import gateway_server

ROUNDS, REQUESTS = 6, 300
TICK = os.sysconf("SC_CLK_TCK")


def processor_seconds(pids: list[int]) -> float:
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(field[11]) + int(field[12]) for field in fields) / TICK


def megabytes(pids: list[int]) -> float:
    texts = [Path(f"/proc/{pid}/status").read_text() for pid in pids]
    return sum(int(text.split("VmRSS:")[1].split()[0]) for text in texts) / 1024


def ask_often(port: int, method: str, path: str) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for _ in range(REQUESTS):
        line.request(method, path, body=b"{}" if method == "POST" else None)
        line.getresponse().read()
    line.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, gateway_server(200) as collector:
        metrics = {"UITWEG_METRICS_PORT": str(free_port())}
        both = {
            "UITWEG_METRICS_PORT": str(free_port()),
            "UITWEG_TRACES_URL": f"{collector.url}/v1/traces",
        }
        cities = {}
        first = Installation(Path(folder) / "first" / "data").make()
        for name, more in {"nothing": {}, "metrics": metrics, "metrics and traces": both}.items():
            data = Path(folder) / name.replace(" ", "-") / "data"
            shutil.copytree(first.folder, data)
            cities[name] = Installation(data, {**more, "UITWEG_LOAD_LEVEL": "calm"})
            launch(cities[name], "public")
        try:
            for city in cities.values():
                city.wait_for("public", seconds=120)
            time.sleep(30)  # until all pages are published well
            report(cities)
        finally:
            for city in cities.values():
                city.stop()


def report(cities: dict[str, Installation]) -> None:
    kinds = {"page from memory": ("GET", "/"), "refused by Django": ("POST", "/postvak/verzegeld/")}
    pids = {
        name: [c.processes["public"].pid, *children(c.processes["public"].pid)]
        for name, c in cities.items()
    }
    for kind, (method, path) in kinds.items():
        spent: dict[str, list[float]] = {name: [] for name in cities}
        for _ in range(ROUNDS):
            for name, city in cities.items():
                before = processor_seconds(pids[name])
                ask_often(city.public_port, method, path)
                spent[name].append((processor_seconds(pids[name]) - before) / REQUESTS * 1e6)
        for name, costs in spent.items():
            print(
                f"{kind}, {name}: {statistics.median(costs):.0f} µs of the processor a request",
                flush=True,
            )
    for name, found in pids.items():
        print(f"memory, {name}: {megabytes(found):.0f} MB RSS, both processes of the door")


if __name__ == "__main__":
    main()
