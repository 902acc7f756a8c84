"""One installation and one Chromium for all journeys; a new profile for each person."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests import machine
from tests.installation import Installation
from tests.journeys.browser import (
    PATIENCE_MS,
    Browsers,
    axe_script,
    leave_the_demos_night,
    leave_the_demos_worklist,
)


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder: Path = tmp_path_factory.mktemp("city") / "data"
    city = Installation(folder).make().start()
    yield city
    city.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as play:
        one = play.chromium.launch(executable_path=machine.browser(), args=machine.BROWSER_FLAGS)
        yield one
        one.close()


@pytest.fixture(scope="session")
def seats() -> dict[str, Any]:
    """Return the cookie of each member who logged in; a code of the phone counts once."""
    return {}


@pytest.fixture
def browsers(
    request: pytest.FixtureRequest,
    chromium: Browser,
    installation: Installation,
    seats: dict[str, Any],
) -> Iterator[Browsers]:
    everyone = Browsers(chromium=chromium, city=installation, seats=seats)
    if request.module.__name__ != seats.get("module"):
        seats["module"] = request.module.__name__
        leave_the_demos_worklist(installation)
        leave_the_demos_night(installation)
    yield everyone
    everyone.close()
    assert everyone.trouble == []


@pytest.fixture(scope="session")
def axe() -> str:
    return axe_script()
