"""A release: what it holds, when there is none, and how a city checks it."""

import os
import re
import shutil
import signal
import subprocess
import sysconfig
import urllib.request
import venv
import zipfile
from itertools import takewhile
from pathlib import Path

import pytest

from tests import release
from tests.support.installation import free_port
from uitweg.version import VERSION

ROOT = Path(__file__).resolve().parents[2]
DAY = f"## [{VERSION}] - 2026-12-31"
MOMENT = "1700000000"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return release.build_wheel(ROOT, tmp_path_factory.mktemp("wheel"), moment=MOMENT)


def test_the_wheel_holds_all_that_the_demo_reads(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "uitweg", "content", "policy", "LICENSE"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    shipped = {name if name.startswith("uitweg/") else f"uitweg/shipped/{name}" for name in tracked}

    assert {
        name for name in shipped - inside if not name.endswith((".gitignore", ".npmrc"))
    } == set()
    assert not {name for name in inside if "node_modules" in name or "__pycache__" in name}


def test_the_wheel_names_this_version_its_command_and_its_libraries(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    about = archive.read(f"uitweg-{VERSION}.dist-info/METADATA").decode()

    assert f"\nVersion: {VERSION}\n" in about
    assert "\nRequires-Dist: django<6.2,>=6.1\n" in about
    assert b"uitweg = uitweg.site.operations.cli:command" in archive.read(
        f"uitweg-{VERSION}.dist-info/entry_points.txt"
    )


@pytest.mark.parametrize(
    ("changelog", "why"),
    [
        (f"{DAY}\n", ""),
        (f"## [{VERSION}] - unreleased\n", "says no day"),
        (f"## [{VERSION}]\n", "says no day"),
        (f"## [9.9.9] - unreleased\n\n{DAY}\n", "raise VERSION"),
        (f"{DAY}\n\n{DAY}\n", "raise VERSION"),
        ("## [9.9.9] - 2026-12-31\n", "does not begin with"),
        ("", "does not begin with"),
    ],
)
def test_only_a_version_that_was_not_released_and_has_a_day_is_released(
    changelog: str, why: str
) -> None:
    assert why in release.why_not(VERSION, changelog)
    assert bool(why) == bool(release.why_not(VERSION, changelog))


def test_the_notes_are_the_part_of_the_change_log_about_this_version() -> None:
    changelog = (
        "# Changelog\n\n## [2.0.0] - 2027-01-02\n\n- New.\n\n## [1.0.0] - 2026-01-02\n- Old.\n"
    )

    assert release.notes("2.0.0", changelog) == "# Uitweg 2.0.0 (2027-01-02)\n\n- New.\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A clone of the last commit, in which the change log says a day."""
    folder = tmp_path / "code"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{ROOT}", str(folder))
    log = folder / "CHANGELOG.md"
    log.write_text(re.sub(r"^## \[[^]]+\] - .*$", DAY, log.read_text("utf-8"), count=1, flags=re.M))
    git(folder, "commit", "-qam", "The day of the release")
    return folder


def git(folder: Path, *line: str) -> None:
    known = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@city.example"}
    known |= {name.replace("AUTHOR", "COMMITTER"): value for name, value in known.items()}
    subprocess.run(["git", *line], cwd=folder, env=os.environ | known, check=True)


def a_key(folder: Path) -> Path:
    line = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(folder / "key")]
    subprocess.run(line, check=True)
    return folder / "key"


@pytest.mark.long
def test_the_same_commit_gives_the_same_bytes_elsewhere_too(checkout: Path, tmp_path: Path) -> None:
    shutil.copytree(checkout, other := tmp_path / "another place" / "code")
    for file in other.rglob("*.py"):
        os.utime(file, (0, 0))
        file.chmod(0o600)
    git(other, "config", "core.fileMode", "false")
    for root, to in ((checkout, "one"), (other, "two")):
        release.release(root, tmp_path / to, key=None, trial=True)

    one, two = ((tmp_path / to / release.HASHES).read_text() for to in ("one", "two"))
    assert one == two
    assert len(one.splitlines()) == 4


@pytest.mark.long
def test_a_city_checks_a_release_by_the_lines_of_the_document(
    checkout: Path, tmp_path: Path
) -> None:
    key = a_key(tmp_path)
    release.release(checkout, folder := tmp_path / "release", key=key, trial=False)
    public = key.with_suffix(".pub").read_text("ascii")
    (folder / "allowed_signers").write_text(f"uitweg-release {public}")
    document = (ROOT / "docs/releases.md").read_text("utf-8")
    (lines,) = re.findall(r"```sh check\n(.*?)```", document, re.S)

    assert subprocess.run(["sh", "-e", "-c", lines], cwd=folder, check=False).returncode == 0
    wheel = next(folder.glob("*.whl"))
    wheel.write_bytes(wheel.read_bytes()[:-1] + b"x")
    assert subprocess.run(["sh", "-e", "-c", lines], cwd=folder, check=False).returncode != 0


@pytest.mark.long
def test_nothing_is_released_of_what_is_not_committed_or_was_tagged_before(
    checkout: Path, tmp_path: Path
) -> None:
    key = a_key(tmp_path)
    git(checkout, "tag", f"v{VERSION}", "HEAD")
    git(checkout, "commit", "-q", "--allow-empty", "-m", "Later")
    with pytest.raises(release.NotReleased, match="released already"):
        release.release(checkout, tmp_path / "to", key=key, trial=False)
    (checkout / "run").write_text("changed")
    with pytest.raises(release.NotReleased, match="not committed"):
        release.release(checkout, tmp_path / "to", key=key, trial=True)


def installed(wheel: Path, folder: Path) -> Path:
    """Install the wheel alone, beside the libraries of this Python; returns its command."""
    venv.create(folder, with_pip=True)
    line = ["-m", "pip", "install", "-q", "--no-index", "--no-deps", str(wheel)]
    subprocess.run([str(folder / "bin/python"), *line], check=True)
    (libraries,) = folder.glob("lib/python3*/site-packages")
    (libraries / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    return folder / "bin/uitweg"


@pytest.mark.long
def test_the_installed_wheel_starts_the_demo_in_any_folder(wheel: Path, tmp_path: Path) -> None:
    command, home, port = installed(wheel, tmp_path / "venv"), tmp_path / "home", free_port()
    told = {name: value for name, value in os.environ.items() if not name.startswith("UITWEG_")}
    told |= {"UITWEG_PUBLIC_PORT": str(port), "UITWEG_STAFF_PORT": str(free_port())}
    told |= {"XDG_DATA_HOME": str(home), "PYTHONPATH": "", "PYTHONUNBUFFERED": "1"}
    demo = subprocess.Popen([command], cwd=tmp_path, env=told, stdout=subprocess.PIPE, text=True)
    try:
        said = list(takewhile(lambda line: not line.startswith("Kept in"), demo.stdout or []))
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
            page = answer.read().decode()
    finally:
        demo.send_signal(signal.SIGTERM)
        code = demo.wait()

    assert "Voorbeeldstad" in page
    assert (code, len(said) > 5) == (0, True)
    assert (home / "uitweg/demo/demo.json").exists()
