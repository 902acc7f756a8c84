"""Measurements inside a process of the staff: a module of `bench` run in a city's environment."""

import json
import subprocess
import sys
from typing import Any

from tests.support.installation import Installation


def measure_inside(city: Installation, module: str, *arguments: str) -> dict[str, Any]:
    """Run `python -m module` on the city's databases; return the JSON that it prints."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env=city.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured
