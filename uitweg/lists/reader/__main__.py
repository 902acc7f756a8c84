"""Read one spreadsheet: its bytes on stdin, on stdout one line of JSON: the table, or why not."""

import json
import resource
import sys

MOST_MEMORY = 1024**3
MOST_SECONDS = 20


def main() -> int:
    _narrow()
    content = sys.stdin.buffer.read()
    # loaded after the limits, so that loading counts along
    from uitweg.lists.reader.table import Refused, read

    try:
        said = read(content)
    except Refused as why:
        said = {"refused": str(why)}
    except BaseException:  # a library in Rust may panic, which is no Exception
        said = {"refused": "unreadable"}
    sys.stdout.buffer.write(json.dumps(said, ensure_ascii=False).encode())
    return 0


def _narrow() -> None:
    """Bound memory and time, and let this process write no file at all."""
    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    sys.exit(main())
