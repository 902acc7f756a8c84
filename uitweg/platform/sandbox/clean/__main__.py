"""Clean one file: its kind in the arguments, its bytes on stdin, the outcome on stdout.

Out come one line of JSON ({"cannot": true}, or kind, end, removed and two lengths), then the
bytes of the file and of the small picture.
"""

import json
import sys
from collections.abc import Callable

from uitweg.platform.sandbox.clean.words import Cleaned
from uitweg.platform.sandbox.limits import narrow


def main() -> int:
    narrow()
    content = sys.stdin.buffer.read()
    try:
        made = _way(sys.argv[1])(content)
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


def _way(kind: str) -> Callable[[bytes], Cleaned]:
    """Load only what reads this kind, and after the limits, so that loading counts along."""
    if kind == "picture":
        from uitweg.platform.sandbox.clean.pictures import clean

        return clean
    if kind == "pdf":
        from uitweg.platform.sandbox.clean.pdf import clean as clean_paper

        return clean_paper
    from uitweg.platform.sandbox.clean.sound import CLEANERS

    return CLEANERS[kind]


if __name__ == "__main__":
    sys.exit(main())
