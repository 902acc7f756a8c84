"""How much memory reading a file takes: in the process that asks, and in the parser's own."""

import json
import subprocess
import sys
from typing import NamedTuple

from tests.support.installation import ROOT

PROGRAM = """
import json, resource, sys
from pathlib import Path
from uitweg.platform.sandbox.clean import run as clean
from uitweg.platform.sandbox.mail import run as mail
from uitweg.platform.sandbox.sheet import run as sheet
content = sys.stdin.buffer.read()
try:
    outcome = f"read: {READ}"
except (clean.CannotClean, mail.CannotReadMail, sheet.CannotReadSheet) as refusal:
    outcome = f"refused: {refusal}"
own = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]
children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([outcome, int(own) // 1024, children // 1024]))
"""


class Peak(NamedTuple):
    """What came of it, and the most memory (MiB) of the process that asked and of its child.

    The first is not read with getrusage: that counts what the process was forked from too.
    """

    outcome: str
    asker: int
    parser: int


def peak_of(read: str, content: bytes) -> Peak:
    """Read content in a new process, so that no earlier file counts. `read` is an expression."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.replace("READ", read)], input=content,
        capture_output=True, cwd=ROOT, check=True, env={"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    return Peak(*json.loads(done.stdout))
