"""One Chromium for all journeys; a new profile for each person."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.support import machine
from tests.support.browsers import PATIENCE_MS, Browsers, axe_script
from tests.support.installation import Installation

# Playwright's own list comes first and the last one counts: ours keeps what matters here of it.
# With a document's frame kept (no RenderDocument) the next page of a site costs a third less.
NOT_HERE = (
    "RenderDocument,HttpsUpgrades,PaintHolding,ThirdPartyStoragePartitioning,OptimizationHints"
)
# a page lives for a second here: only what runs often is worth an optimizing compiler
LATER = "--invocation-count-for-{}={}"
COMPILED_LATE = (
    LATER.format("maglev", 4000),
    LATER.format("maglev-osr", 1000),
    LATER.format("turbofan", 30_000),
    LATER.format("early-optimization", 30_000),
)
FLAGS = [
    *machine.BROWSER_FLAGS,
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost",
    f"--disable-features={NOT_HERE}",
    f"--js-flags={','.join(COMPILED_LATE)}",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    path = machine.browser()  # before Playwright starts: finding its own Chromium starts it as well
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def seats() -> dict[str, Any]:
    """Return the cookie of each member who logged in; a code of the phone counts once."""
    return {}


@pytest.fixture
def browsers(
    chromium: Browser, installation: Installation, seats: dict[str, Any]
) -> Iterator[Browsers]:
    everyone = Browsers(chromium=chromium, city=installation, seats=seats)
    yield everyone
    everyone.close()
    assert everyone.trouble == []


@pytest.fixture(scope="session")
def axe() -> str:
    return axe_script()
