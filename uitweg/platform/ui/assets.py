"""Addresses of static files, which change with the content so that browsers can cache them."""

from uitweg.platform.sealing.tokens import content_name


def asset_path(name: str, content: bytes) -> str:
    """Return `/static/<stem>.<hash of the content>.<extension>`."""
    stem, _, extension = name.rpartition(".")
    return f"/static/{stem}.{content_name(content)}.{extension}"
