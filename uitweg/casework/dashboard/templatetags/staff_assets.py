"""The staff door's stylesheets and scripts, each under an address that names its content."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from uitweg.platform.ui import theme
from uitweg.platform.ui.assets import asset_path
from uitweg.platform.ui.templatetags.public_look import LOOK_FOLDER, PARTS_FOLDER, read_script


def read_stylesheet(name: str) -> str:
    """Return the tokens and one sheet of the look folder."""
    return read_stylesheet_at(LOOK_FOLDER / name)


def read_stylesheet_at(file: Path) -> str:
    return theme.tokens_css(settings.THEME) + file.read_text(encoding="utf-8")


DASHBOARD_STATIC = PARTS_FOLDER / "casework" / "dashboard" / "static" / "dashboard"


CASES_STATIC = PARTS_FOLDER / "casework" / "cases" / "static" / "cases"


SEARCH_STATIC = PARTS_FOLDER / "casework" / "search" / "static" / "search"


DOCUMENTS_STATIC = PARTS_FOLDER / "casework" / "documents" / "static" / "documents"


ACCOUNTS_STATIC = PARTS_FOLDER / "platform" / "accounts" / "static" / "accounts"


DRAFTS_STATIC = PARTS_FOLDER / "platform" / "drafts" / "static" / "drafts"


CSS, JS = "text/css; charset=utf-8", "text/javascript; charset=utf-8"


STAFF_FILES: dict[str, tuple[Callable[[], str], str]] = {
    "staff.css": (lambda: read_stylesheet("staff.css"), CSS),
    "paper.css": (lambda: read_stylesheet_at(DOCUMENTS_STATIC / "paper.css"), CSS),
    "public.css": (lambda: read_stylesheet("public.css"), CSS),
    "staff.js": (lambda: read_script(LOOK_FOLDER / "staff.js"), JS),
    "picks.js": (lambda: read_script(LOOK_FOLDER / "picks.js"), JS),
    "call.js": (lambda: read_script(DASHBOARD_STATIC / "call.js"), JS),
    "timeline.js": (lambda: read_script(CASES_STATIC / "timeline.js"), JS),
    "search.js": (lambda: read_script(SEARCH_STATIC / "search.js"), JS),
    "fields.js": (lambda: read_script(ACCOUNTS_STATIC / "fields.js"), JS),
    "drafts.js": (lambda: read_script(DRAFTS_STATIC / "drafts.js"), JS),
    "drop.js": (lambda: read_script(CASES_STATIC / "drop.js"), JS),
}


@dataclass(frozen=True)
class StaffAsset:
    """One file of the shelf; `path` carries its content name, so it may be kept for ever."""

    path: str
    body: bytes
    content_type: str


@cache
def assets_by_name() -> dict[str, StaffAsset]:
    """Read every file once, at the first question: the page and the shelf must name the same."""
    bodies = {name: make().encode() for name, (make, _) in STAFF_FILES.items()}
    return {
        n: StaffAsset(asset_path(n, body), body, STAFF_FILES[n][1]) for n, body in bodies.items()
    }


def staff_assets() -> Mapping[str, tuple[bytes, str]]:
    """Return what the staff door publishes beside its pages: path to bytes and content type."""
    return {a.path: (a.body, a.content_type) for a in assets_by_name().values()}
