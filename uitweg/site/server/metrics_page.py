"""The page that Prometheus reads: on this machine only, at a port that no proxy leads to."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from uitweg.site.config.environment import Misconfigured

HOST = "127.0.0.1"
PLACES = {"public": 0, "staff": 1, "worker": 2}
"""Each process has a port of its own, counted from UITWEG_METRICS_PORT."""
FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""The library's own: in that folder the processes of one door add their counts together."""


def port_of(process: str, first_port: int) -> int:
    return first_port + PLACES[process]


def serve_door_metrics(door: str, *, first_port: int, data: Path) -> None:
    """Serve the counts of every process of this door, from granian's main process.

    Call it before those are started: they inherit the folder that they count in.
    """
    port = port_of(door, first_port)
    folder = data / f"metrics-{port}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in folder.glob("*.db"):
        file.unlink()  # of an earlier start
    os.environ[FOLDER_VARIABLE] = str(folder)
    from prometheus_client import CollectorRegistry, multiprocess

    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry, path=str(folder))  # type: ignore[no-untyped-call]
    _serve(port, registry)


def serve_worker_metrics(measure: Callable[[], None], *, first_port: int) -> None:
    """Serve the counts of this process, after asking `measure` to set what it finds out."""
    from prometheus_client import CollectorRegistry
    from prometheus_client.core import REGISTRY
    from prometheus_client.metrics_core import Metric

    class Measured(CollectorRegistry):
        def collect(self) -> Iterable[Metric]:
            measure()
            return REGISTRY.collect()

    _serve(port_of("worker", first_port), Measured())


def _serve(port: int, registry: object) -> None:
    from prometheus_client import start_http_server

    try:
        start_http_server(port, addr=HOST, registry=registry)  # type: ignore[arg-type]
    except OSError:
        raise Misconfigured(
            f"Port {port} is in use; stop what runs there, or set UITWEG_METRICS_PORT so that it "
            "and the two ports after it are free."
        ) from None
