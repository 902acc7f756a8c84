"""Programs in one installation, one after another, that may kill themselves on the way.

Each runs in a process of its own, split off from one that has Django ready: so a kill at every
statement costs hardly more than one. No connection to a store is shared between them.
`python -m tests.support.killed` is that one; it reads what to do as JSON.
"""

import json
import os
import subprocess
import sys
import tempfile
import traceback
from contextlib import redirect_stdout
from dataclasses import dataclass
from itertools import count
from typing import Any

from tests.support.installation import ROOT, Installation

KILLING = """
import os, signal
left = STATEMENTS
def killing(execute, sql, params, many, context):
    global left
    if sql.startswith(("UPDATE", "INSERT", "DELETE")):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)
"""


@dataclass(frozen=True)
class Ended:
    """How a program ended (-9: killed), and what it said."""

    code: int
    said: str

    @property
    def killed(self) -> bool:
        assert self.code in (0, -9), self.said
        return self.code == -9

    @property
    def found(self) -> Any:
        assert self.code == 0, self.said
        return json.loads(self.said)


def each_in_turn(city: Installation, start: str, programs: list[str]) -> list[Ended]:
    """Run `start` once, and each program behind it in a process of its own."""
    return _split(city, start, programs, "", "")


def at_every_statement(
    city: Installation, start: str, programs: list[str], *, does: str, looks: str
) -> tuple[list[Ended], list[tuple[Ended, Ended]]]:
    """Run the programs; then `does` and `looks`, over and over, until `does` is not killed.

    `does` finds `killing`, a wrapper that lets no statement that writes through, the next time
    one, then two, and so on. Returns how the programs ended, and each pair.
    """
    ended = _split(city, start, programs, does, looks)
    pairs = ended[len(programs) :]
    return ended[: len(programs)], list(zip(pairs[::2], pairs[1::2], strict=True))


def _split(city: Installation, *told: object) -> list[Ended]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.killed"], env=city.environment, cwd=ROOT,
        capture_output=True, text=True, check=False, input=json.dumps(told),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [Ended(code, said) for code, said in json.loads(done.stdout)]


def main(start: str, programs: list[str], does: str, looks: str) -> None:
    names: dict[str, Any] = {}
    exec(start, names)
    ended = [_ended(program, names) for program in programs]
    for statements in count() if does else ():
        killing = KILLING.replace("STATEMENTS", str(statements))
        ended += [_ended(killing + does, names), _ended(looks, names)]
        if ended[-2][0] != -9:
            break
    sys.stdout.write(json.dumps(ended))


def _ended(program: str, names: dict[str, Any]) -> tuple[int, str]:
    """Run a program in a process split off from this one; return its code and what it said."""
    from django.db import connections

    connections.close_all()
    with tempfile.TemporaryFile("w+") as said:
        child = os.fork()
        if not child:
            os._exit(_run(program, names, said))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said.seek(0)
        return code, said.read()


def _run(program: str, names: dict[str, Any], said: Any) -> int:
    with redirect_stdout(said):
        try:
            exec(program, names)
        except BaseException:
            traceback.print_exc(file=said)
            return 1
        finally:
            said.flush()
    return 0


if __name__ == "__main__":
    main(*json.load(sys.stdin))
