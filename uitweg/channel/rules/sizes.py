"""How large a text, a file and a message may be, and how much room they may take."""

from datetime import date, timedelta

MIB = 1024 * 1024


LONGEST_TEXT = 20_000  # characters; design.md 10


MOST_SEALED_STEPS = 40  # of 4 KiB: 20,000 characters of four bytes, and what is said of 100 files


STEP_BYTES = 4096


LARGEST_FILE = 100 * MIB


MOST_FILES = 100  # in one message or answer


LARGEST_MESSAGE = 250 * MIB  # all its files together


MOST_CHUNKS = 4400  # of 64 KiB: LARGEST_MESSAGE, and the padding of 100 files


LARGEST_PLAIN_FILE = 5 * MIB  # without JavaScript the public door holds it in memory


LARGEST_ANSWER = 25 * MIB  # so does the staff door with the files of an answer


LARGEST_CASE_UPLOAD = 30 * MIB  # and with mail and files for a case


CHUNKS_PER_UPLOAD = 15  # in one body on the way in: under a million bytes


CHUNKS_PER_DOWNLOAD = 16  # in one answer on the way out


MOST_UNNAMED_BYTES = 1024 * MIB  # of uploads that no message names yet


LEAST_FREE_BYTES = 512 * MIB  # on the disk, or a tenth of it if that is less


def least_free_bytes(disk: int) -> int:
    """Return how many bytes of a disk of so many no file may take: reports need room."""
    return min(LEAST_FREE_BYTES, disk // 10)


def unnamed_before(today: date, kept_days: int) -> date:
    """Return the day before which an upload's newest piece must be to be removed.

    A row keeps a day and no hour, so one day is 24 to 48 hours.
    """
    return today - timedelta(days=kept_days)
