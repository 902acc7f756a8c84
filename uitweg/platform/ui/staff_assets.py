"""The staff door's stylesheets and scripts, each under an address that names its content."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from uitweg.platform.ui import theme
from uitweg.platform.ui.assets import asset_path
from uitweg.platform.ui.templatetags.public_look import PARTS_FOLDER, read_script

CONTENT_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}


@dataclass(frozen=True)
class StaffAsset:
    """One published file; `path` carries its content name, so it may be kept for ever."""

    path: str
    body: bytes
    content_type: str


@cache
def assets_by_name() -> dict[str, StaffAsset]:
    """Read every file of settings.STAFF_ASSETS, once: page and server must name the same."""
    files = [PARTS_FOLDER / path for path in settings.STAFF_ASSETS]
    return {file.name: _read_asset(file) for file in files}


def _read_asset(file: Path) -> StaffAsset:
    body = (read_stylesheet(file) if file.suffix == ".css" else read_script(file)).encode()
    return StaffAsset(asset_path(file.name, body), body, CONTENT_TYPES[file.suffix])


def read_stylesheet(file: Path) -> str:
    """Return the theme's tokens and this stylesheet."""
    return theme.tokens_css(settings.THEME) + file.read_text(encoding="utf-8")


def staff_assets() -> Mapping[str, tuple[bytes, str]]:
    """Return what the staff door publishes beside its pages: path to bytes and content type."""
    return {asset.path: (asset.body, asset.content_type) for asset in assets_by_name().values()}
