"""The staff door's stylesheets and scripts, under addresses that change with their content."""

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
    """A published file; its `path` has a hash of the content, so browsers may cache it for ever."""

    path: str
    body: bytes
    content_type: str


@cache
def assets_by_name() -> dict[str, StaffAsset]:
    """Return the files of settings.STAFF_ASSETS; read once, so that pages and server agree."""
    files = [PARTS_FOLDER / path for path in settings.STAFF_ASSETS]
    return {file.name: _read_asset(file) for file in files}


def _read_asset(file: Path) -> StaffAsset:
    body = (read_stylesheet(file) if file.suffix == ".css" else read_script(file)).encode()
    return StaffAsset(asset_path(file.name, body), body, CONTENT_TYPES[file.suffix])


def read_stylesheet(file: Path) -> str:
    """Return this stylesheet, preceded by the theme's tokens (CSS variables)."""
    return theme.tokens_css(settings.THEME) + file.read_text(encoding="utf-8")


def staff_assets() -> Mapping[str, tuple[bytes, str]]:
    """Return what the staff door publishes: by path, the content and its type."""
    return {asset.path: (asset.body, asset.content_type) for asset in assets_by_name().values()}
