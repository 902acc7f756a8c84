"""The address of a file that a page loads: new content, new address."""

from uitweg.platform.sealing.tokens import content_name


def asset_path(name: str, content: bytes) -> str:
    """Return `/static/<stem>.<hash>.<ext>`: new content, new address."""
    stem, _, extension = name.rpartition(".")
    return f"/static/{stem}.{content_name(content)}.{extension}"
