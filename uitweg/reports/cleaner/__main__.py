"""Clean one file: its kind in the arguments, its bytes on stdin, the outcome on stdout.

Out come one line of JSON ({"cannot": true}, or kind, end, removed and two lengths), then the
bytes of the file and of the small picture.
"""

import json
import sys

from uitweg.reports.cleaner.limits import narrow


def main() -> int:
    narrow()
    content = sys.stdin.buffer.read()
    # loaded after the limits, so that loading counts along
    from uitweg.reports.cleaner import papers, pictures, sounds
    from uitweg.reports.cleaner.words import Cleaned

    ways = {"picture": pictures.clean, "pdf": papers.clean, **sounds.CLEANERS}
    try:
        made: Cleaned = ways[sys.argv[1]](content)
    except Exception:
        # whatever a library says of a stranger's file: it could not be cleaned; no text of it
        sys.stdout.buffer.write(b'{"cannot": true}\n')
        return 0
    head = {"kind": made.kind, "end": made.end, "removed": made.removed}
    lengths = {"length": len(made.content), "small": len(made.small)}
    sys.stdout.buffer.write(json.dumps(head | lengths).encode() + b"\n")
    sys.stdout.buffer.write(made.content)
    sys.stdout.buffer.write(made.small)
    return 0


if __name__ == "__main__":
    sys.exit(main())
