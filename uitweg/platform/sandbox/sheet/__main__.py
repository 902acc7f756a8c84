"""Read one spreadsheet: its bytes on stdin, on stdout one line of JSON: the table, or why not."""

import json
import sys

from uitweg.platform.sandbox.limits import limit_process

MOST_MEMORY_BYTES = 1024**3
MOST_CPU_SECONDS = 20


def main() -> int:
    limit_process(memory=MOST_MEMORY_BYTES, seconds=MOST_CPU_SECONDS)
    content = sys.stdin.buffer.read()
    # loaded after the limits, so that loading counts along
    from uitweg.platform.sandbox.sheet.table import SheetRefused, read_table

    try:
        said = read_table(content)
    except SheetRefused as why:
        said = {"refused": str(why)}
    except BaseException:  # a library in Rust may panic, which is no Exception
        said = {"refused": "unreadable"}
    sys.stdout.buffer.write(json.dumps(said, ensure_ascii=False).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
