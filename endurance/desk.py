"""A member under kills: has answers sent by a process, and sent again when that process dies."""

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from tests.support.installation import Installation
from tests.support.reporters import Conversation, Said
from uitweg.platform.sealing import code, tokens


class Desk:
    """A member who answers random reports; `seed` is the team's private key, for the check."""

    def __init__(self, city: Installation, lives: Callable[[], list[Conversation]]) -> None:
        self._city, self._lives, self._stop = city, lives, threading.Event()
        self.seed, self.answered, self.refused, self.starts, self.faults = b"", 0, 0, 0, list[str]()
        self.process = self._start()
        self._thread = threading.Thread(target=self._go, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop after the answer under way."""
        self._stop.set()
        self._thread.join()
        self._end_process()

    def _end_process(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):  # a line that could not be written
                if pipe:
                    pipe.close()

    def _start(self) -> "subprocess.Popen[bytes]":
        fatima = self._city.members()["fatima"]
        line = [sys.executable, "-m", "endurance.answering", "fatima", fatima["phrase"]]
        self.starts += 1
        pipe = subprocess.PIPE
        with self._city.log.open("ab") as log:
            process = subprocess.Popen(
                line,
                env=self._city.environment,
                stdin=pipe,
                stdout=pipe,
                stderr=log,
                start_new_session=True,
            )
        assert process.stdout
        first = process.stdout.readline()
        self.seed = bytes.fromhex(json.loads(first)["seed"]) if first else self.seed
        return process

    def _go(self) -> None:
        while not self._stop.is_set():
            lives = self._lives()
            life = random.choice(lives) if lives else None
            if life and not life.wiped and len(life.answered) < 2:
                said = Said(
                    tokens.new_token(16),
                    f"Verzonnen antwoord {tokens.token_text(random.randint(8, 900))}",
                )
                self._send_until_answered(life, said)
            time.sleep(random.uniform(0, 0.1))

    def _send_until_answered(self, life: Conversation, said: Said) -> bool | None:
        """Send until it was answered or refused; return which, or None after a minute."""
        mailbox = code.mailbox_hash(life.code.mailbox_id).hex()
        request = {"mailbox": mailbox, "key": said.key.hex(), "text": said.text}
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            answer = self._ask(json.dumps(request).encode() + b"\n")
            if answer is not None:
                self.answered += answer
                self.refused += not answer
                if answer and said not in life.answered:
                    life.answered.append(said)
                return answer
            self._end_process()
            self.process = self._start()
        self.faults.append("an answer was not stored within 60 s")
        return None

    def _ask(self, line: bytes) -> bool | None:
        """Return whether the answer was stored or refused; None when the process died meanwhile."""
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin
        assert stdout
        try:
            stdin.write(line)
            stdin.flush()
            result = stdout.readline()
        except OSError:
            return None
        return bool(json.loads(result)["done"]) if result.endswith(b"\n") else None
