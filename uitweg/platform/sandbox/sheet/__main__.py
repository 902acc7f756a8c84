"""Read one spreadsheet: its bytes on stdin, on stdout one line of JSON: the table, or why not."""

import json
import sys

from uitweg.platform.sandbox.limits import narrow

MOST_MEMORY = 1024**3
MOST_SECONDS = 20


def main() -> int:
    narrow(memory=MOST_MEMORY, seconds=MOST_SECONDS)
    content = sys.stdin.buffer.read()
    # loaded after the limits, so that loading counts along
    from uitweg.platform.sandbox.sheet.table import Refused, read

    try:
        said = read(content)
    except Refused as why:
        said = {"refused": str(why)}
    except BaseException:  # a library in Rust may panic, which is no Exception
        said = {"refused": "unreadable"}
    sys.stdout.buffer.write(json.dumps(said, ensure_ascii=False).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
