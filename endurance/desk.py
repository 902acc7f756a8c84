"""The desk under kills: puts answers to the member's process, and puts them again when it dies."""

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
    """One member who answers at random; `seed` is the team's private half, for the reckoning."""

    def __init__(self, city: Installation, lives: Callable[[], list[Conversation]]) -> None:
        self._city, self._lives, self._stop = city, lives, threading.Event()
        self.seed, self.answered, self.refused, self.starts, self.faults = b"", 0, 0, 0, list[str]()
        self.process = self._start()
        self._thread = threading.Thread(target=self._go, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the answer under way, then leave."""
        self._stop.set()
        self._thread.join()
        self._clear_away()

    def _clear_away(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):  # a line that never left
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
                self._insist(life, said)
            time.sleep(random.uniform(0, 0.1))

    def _insist(self, life: Conversation, said: Said) -> None:
        mailbox = code.mailbox_hash(life.code.mailbox_id).hex()
        asked = {"mailbox": mailbox, "key": said.key.hex(), "text": said.text}
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            answer = self._ask(json.dumps(asked).encode() + b"\n")
            if answer is not None:
                self.answered += answer
                self.refused += not answer
                if answer:
                    life.answered.append(said)
                return
            self._clear_away()
            self.process = self._start()
        self.faults.append("an answer was not stored within 60 s")

    def _ask(self, line: bytes) -> bool | None:
        """Return whether the answer was stored or refused; None when the process died meanwhile."""
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin
        assert stdout
        try:
            stdin.write(line)
            stdin.flush()
            said = stdout.readline()
        except OSError:
            return None
        return bool(json.loads(said)["done"]) if said.endswith(b"\n") else None
