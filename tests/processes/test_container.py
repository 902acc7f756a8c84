"""The image, built and started with the settings of compose.yaml: what holds inside, and a report."""

import json
import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.support.doors import ask, report_without_javascript
from tests.support.installation import ROOT, Installation, free_port

pytestmark = pytest.mark.long
FOLDER = ROOT / "deploy" / "container"
SERVICES: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text())["services"]
IMAGE, BASE = "localhost/uitweg", "localhost/debian:trixie-slim"
ONE_KIND = 'umount -l /sys/fs/cgroup/unified 2>/dev/null; exec podman "$@"'
"""crun starts nothing where both kinds of cgroups are mounted: the second is hidden from it."""


def podman(*line: str, seconds: int = 900) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["unshare", "--mount", "sh", "-c", ONE_KIND, "podman", *line],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=seconds,
    )  # fmt: skip


def hardened(service: str, city: Installation) -> list[str]:
    """Return the arguments of `podman run` that say what compose.yaml says of this service."""
    says = SERVICES[service]
    line = ["run", "--rm", "--cgroups=disabled", "--network=host", "--user", says["user"]]
    line += ["--read-only"] if says["read_only"] else []
    line += [f"--cap-drop={name}" for name in says["cap_drop"]]
    line += [f"--security-opt={option}" for option in says["security_opt"]]
    line += [f"--tmpfs={folder}" for folder in says["tmpfs"]]
    line += [f"--volume={city.folder}:/data", "--env=UITWEG_LOAD_LEVEL=calm"]
    line += [f"--env=UITWEG_PUBLIC_PORT={city.public_port}"]
    return [*line, f"--env=UITWEG_STAFF_PORT={city.staff_port}"]


def inside(service: str, city: Installation, *command: str) -> "subprocess.CompletedProcess[str]":
    return podman(*hardened(service, city), IMAGE, *command)


@pytest.fixture(scope="module")
def image() -> str:
    """Build it on the Debian that is there: BASE, made with mmdebstrap and `podman import`."""
    if shutil.which("podman") is None:
        pytest.skip("podman is not here: apt install podman")
    if podman("run", "--rm", "--cgroups=disabled", "--network=none", BASE, "true").returncode:
        pytest.skip(
            f"podman cannot start {BASE} here: mmdebstrap trixie - | podman import - {BASE}"
        )
    more = shlex.split(os.environ.get("PODMAN_BUILD_MORE", ""))
    line = ["--build-arg", f"BASE={BASE}", "--file", str(FOLDER / "Containerfile")]
    done = podman("build", *more, *line, "--tag", IMAGE, ".", seconds=1800)
    assert done.returncode == 0, done.stderr[-2000:]
    return IMAGE


@pytest.fixture(scope="module")
def city(image: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Found a team in a container, and start both doors and the worker, each in its own."""
    folder = tmp_path_factory.mktemp("container") / "data"
    folder.mkdir()
    os.chown(folder, 10001, 10001)
    city = Installation(folder, public_port=free_port(), staff_port=free_port())
    made = inside("staff", city, "init", "--name", "Fatima", "--login", "fatima")
    assert made.returncode == 0, made.stderr
    for service in ("public", "staff", "worker"):
        line = [*hardened(service, city), "--name", f"{service}-{city.public_port}"]
        line += [IMAGE, *SERVICES[service]["command"]]
        with city.log.open("ab") as log:
            city.processes[service] = subprocess.Popen(
                ["unshare", "--mount", "sh", "-c", ONE_KIND, "podman", *line],
                stdout=log,
                stderr=log,
            )
    for door in ("public", "staff"):
        city.wait_for(door, seconds=120)
    yield city
    for service in ("worker", "staff", "public"):
        podman("stop", f"{service}-{city.public_port}")
        city.processes.pop(service).wait(timeout=30)


def test_a_report_is_written_and_the_worker_works(city: Installation) -> None:
    report_without_javascript(city, "Verzonnen, in een container.")
    ends, health = time.monotonic() + 60, {"worker_seconds_ago": None}
    while health["worker_seconds_ago"] is None and time.monotonic() < ends:
        health = json.loads(ask(city.staff + "/health").body)

    assert health["worker_seconds_ago"] is not None, city.log.read_text()


def test_the_box_for_strangers_files_holds_inside(city: Installation) -> None:
    said = inside("staff", city, "doctor").stdout

    for promise in ("takes no more memory", "(Landlock)", "(seccomp)", "reads the memory"):
        assert any(promise in line and "good" in line for line in said.splitlines()), said


def test_nothing_of_the_image_can_be_written_and_nobody_is_root(city: Installation) -> None:
    shell = ["--entrypoint", "sh", IMAGE, "-c"]
    tried = podman(*hardened("public", city), *shell, "id -u; touch /srv/uitweg/x /etc/x; ls /root")

    assert tried.stdout == "10001\n"
    assert tried.stderr.count("Read-only file system") == 2
    assert "Permission denied" in tried.stderr


def test_maintenance_reaches_the_doors_in_their_containers(city: Installation) -> None:
    on = inside("staff", city, "maintenance", "on")
    closed = ask(city.public + "/").status
    off = inside("staff", city, "maintenance", "off")

    assert (on.returncode, closed, off.returncode) == (0, 503, 0), on.stdout + on.stderr
    assert ask(city.public + "/").status == 200
