"""What a member does with one file of a report or a case."""

from uitweg.platform.choices import Choices


class FileUse(Choices):
    """Looked at on the page, fetched without its traces, or fetched untouched.

    The audit log holds the value behind the number of the file.
    """

    SEEN = "seen", "bekeken"
    CLEANED = "clean", "opgehaald"
    UNTOUCHED = "as-is", "opgehaald zoals het is"


def file_use(*, fetched: bool, untouched: bool) -> FileUse:
    """Return what a request does with a file: looking (GET) or fetching it (POST)."""
    if not fetched:
        return FileUse.SEEN
    return FileUse.UNTOUCHED if untouched else FileUse.CLEANED
