"""Clean one file: its kind in the arguments, its bytes on stdin, the outcome on stdout.

Out come one line of JSON ({"cannot": true}, or kind, end, removed and two lengths), then the
bytes of the file and of the small picture.
"""

import json
import sys
from collections.abc import Callable

from uitweg.platform.sandbox.clean.result import CleanedFile
from uitweg.platform.sandbox.limits import limit_process


def main() -> int:
    limit_process()
    content = sys.stdin.buffer.read()
    try:
        made = _cleaner_for(sys.argv[1])(content)
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


def _cleaner_for(kind: str) -> Callable[[bytes], CleanedFile]:
    """Load only what reads this kind, and after the limits, so that loading counts along."""
    if kind == "picture":
        from uitweg.platform.sandbox.clean.pictures import clean_picture

        return clean_picture
    if kind == "pdf":
        from uitweg.platform.sandbox.clean.pdf import clean_pdf as clean_paper

        return clean_paper
    from uitweg.platform.sandbox.clean.sound import CLEANERS

    return CLEANERS[kind]


if __name__ == "__main__":
    sys.exit(main())
