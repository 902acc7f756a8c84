"""Limits on texts, files and messages. Sizes are in bytes unless the name or comment differs."""

from datetime import date, timedelta

MIB = 1024 * 1024

LONGEST_TEXT = 20_000  # characters
STEP_BYTES = 4096  # messages are padded to a multiple of this before they are sealed
MOST_SEALED_STEPS = 40  # fits 20,000 characters of four bytes and the descriptions of 100 files
LARGEST_ENVELOPE = MOST_SEALED_STEPS * STEP_BYTES + 2048  # with its header and key, generously

MOST_FILES = 100  # in one message or answer
LARGEST_FILE = 100 * MIB
LARGEST_MESSAGE = 250 * MIB  # all its files together
MOST_CHUNKS = 4400  # of 64 KiB: fits LARGEST_MESSAGE and the padding of 100 files
CHUNKS_PER_UPLOAD = 15  # in one request body, which stays under a million bytes
CHUNKS_PER_DOWNLOAD = 16  # in one response

# These files are held in memory while they are cleaned or sealed on the server.
LARGEST_PLAIN_FILE = 5 * MIB  # from a browser without JavaScript
LARGEST_ANSWER = 25 * MIB  # all files of an answer
LARGEST_CASE_UPLOAD = 30 * MIB  # mail and files for a case

LEAST_FREE_BYTES = 512 * MIB  # of the disk; a tenth of a disk that is smaller than 5 GiB


def least_free_bytes(disk_bytes: int) -> int:
    """Return how many bytes files must leave free on a disk of this size, for reports."""
    return min(LEAST_FREE_BYTES, disk_bytes // 10)


def unnamed_before(today: date, kept_days: int) -> date:
    """Return the day before which an unnamed upload's newest chunk must date to be removed.

    Chunks store a day and no time, so that `kept_days=1` means 24 to 48 hours.
    """
    return today - timedelta(days=kept_days)
