"""A wrong setting is refused at the start with a sentence that says what to set."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from uitweg.platform.ui import theme
from uitweg.site.config import environment
from uitweg.site.config.secret_files import make_secret, read_secret

ONION = (
    "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion"  # of the documentation of Tor
)

ROOT = Path(__file__).resolve().parents[2]


WRONG = [
    ("UITWEG_PUBLIC_PORT", "tachtig"),
    ("UITWEG_STAFF_PORT", "70000"),
    ("UITWEG_TOR_TUNNEL_PORT", "tor"),
    ("UITWEG_WATCH", "soms"),
    ("UITWEG_BUILD_MATERIALS", "soms"),
    ("UITWEG_MATERIALS", "/nergens/hier/materials"),
    ("UITWEG_DOOR", "achterdeur"),
    ("UITWEG_DEMO", "misschien"),
    ("UITWEG_PUBLIC_URL", "uitweg.example"),
    ("UITWEG_STAFF_URL", "https://uitweg.example/pad"),
    ("UITWEG_DATABASE_URL", "mysql://x/y"),
    ("UITWEG_DATABASE_URL", "postgresql://host"),
    ("UITWEG_DATABASE_URL", "postgresql://u:ge/heim@host/uitweg"),
    ("UITWEG_DATABASE_URL", "postgresql://u:ge%heim@host/uitweg"),
    ("UITWEG_DATABASE_URL", "postgresql://u:geheim@host:vijf/uitweg"),
    ("UITWEG_DATABASE_URL", "postgresql://u:geheim@[::1/uitweg"),
    ("UITWEG_DATABASE_URL", "postgresql://u:geheim@a:1,b:2,c:3/uitweg?ssl=yes"),
    ("UITWEG_DATABASE_URL", "postgresql://u:geheim@a/uitweg?sslpassword=geheim"),
    ("UITWEG_SMTP_URL", "smtp://mail.example"),
    ("UITWEG_GATEWAYS", "/proc/nergens/gateways.yaml"),
    ("UITWEG_HEARTBEAT_URL", "http://monitor.example/ping"),
    ("UITWEG_HEARTBEAT_URL", "https://"),
    ("UITWEG_COORDINATOR", "bel ons"),
    ("UITWEG_COORDINATOR", "12"),
    ("UITWEG_CITY", "x" * 300),
    ("UITWEG_LANGUAGES", "fr"),
    ("UITWEG_LANGUAGES", "ar en"),
    ("UITWEG_DATA", "/proc/nergens"),
    ("UITWEG_SECRET_FILE", "/proc/nergens/geheim"),
    ("UITWEG_SECURITY_CONTACT", "veilig@city.example"),
    ("UITWEG_SECURITY_CONTACT", "http://city.example/veilig"),
    ("UITWEG_SECURITY_CONTACT", "mailto:niemand"),
    ("UITWEG_SECURITY_CONTACT", "https://"),
    ("UITWEG_SECURITY_CONTACT", "mailto:a@b.example\nExpires: 2099"),
    ("UITWEG_THEME", "/proc/nergens/thema.css"),
    ("UITWEG_ONION", "uitweg.onion"),
    ("UITWEG_ONION", "http://expyuzz4wqqyqhjn.onion"),  # version 2
    ("UITWEG_ONION", f"http://{'a' * 56}.onion"),  # its checksum is wrong
    ("UITWEG_ONION", f"https://{ONION}"),
    ("UITWEG_ONION", ONION),
    ("UITWEG_ONION", f"http://{ONION}/schrijven/"),
    ("UITWEG_ONION", f"http://{ONION.upper()}"),
    ("UITWEG_ONION", f"http://{'x' * 60_000}.onion"),
]
SPLITS = """
import json, os, sys, tempfile
import django.db.models, uitweg.platform.policy.periods, uitweg.platform.policy.retention  # none reads a setting
from uitweg.site.operations.cli import main
ended = []
for name, value in json.load(sys.stdin):
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if not child:
            os.dup2(said.fileno(), 2)
            os.environ[name] = value
            os._exit(main(["migrate"]))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said.seek(0)
        ended.append([code, said.read().decode()])
print(json.dumps(ended))
"""


def run(
    tmp_path: Path, *line: str, said: str = "", **given: str
) -> "subprocess.CompletedProcess[str]":
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "UITWEG_DATA": str(tmp_path),
    }
    return subprocess.run(
        [sys.executable, *line],
        env=environment | given,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        input=said,
    )


def start(tmp_path: Path, **given: str) -> "subprocess.CompletedProcess[str]":
    return run(tmp_path, "-m", "uitweg.site", "migrate", **given)


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], tuple[int, str]]:
    """Return how a start with each wrong value ended, and what it said.

    Each is a process of its own, split off from one that has loaded what reads no setting.
    """
    done = run(tmp_path_factory.mktemp("data"), "-c", SPLITS, said=json.dumps(WRONG))
    assert done.returncode == 0, done.stderr
    return {
        wrong: (code, told)
        for wrong, (code, told) in zip(WRONG, json.loads(done.stdout), strict=True)
    }


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_is_one_sentence_and_exit_2(
    ended: dict[tuple[str, str], tuple[int, str]], name: str, value: str
) -> None:
    code, told = ended[name, value]

    assert code == 2, told
    assert name in told
    assert len(told.strip().splitlines()) == 1
    assert name != "UITWEG_DATABASE_URL" or "heim" not in told


def test_a_short_secret_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "geheim"
    secret.write_text("kort")
    done = start(tmp_path, UITWEG_SECRET_FILE=str(secret))

    assert done.returncode == 2
    assert "32" in done.stderr


@pytest.mark.parametrize("given", ["mailto:veilig@city.example", "https://city.example/veilig", ""])
def test_a_contact_for_who_found_a_hole_is_an_address(monkeypatch, given: str) -> None:
    monkeypatch.setenv("UITWEG_SECURITY_CONTACT", given)

    assert environment.contact("UITWEG_SECURITY_CONTACT") == given


BLUE = """/* Verzonnen stad */
:root { --way: #003a70; --fill: #003a70; --tint: #e3edf7; }
@media (prefers-color-scheme: dark) { :root { --way: #9cc9f5; } }
"""


def test_a_citys_theme_colours_light_and_dark_and_leaves_print_alone() -> None:
    light, dark = theme.read_theme(BLUE)
    css = theme.tokens_css((light, dark))

    assert (light["--way"], dark) == ("#003a70", {"--way": "#9cc9f5"})
    assert css.index("--way:#0c6047") < css.index("--way:#003a70") < css.index("--way:#7fd6b0")
    assert css.index("--way:#7fd6b0") < css.index("--way:#9cc9f5") < css.index("--way:#000")


def test_without_a_theme_the_tokens_are_ours_to_the_letter() -> None:
    assert theme.tokens_css(({}, {})) == theme.TOKENS_FILE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (":root { --way: url(https://elders.example/x); }", "only"),
        (":root { --acute: #003a70; }", "--way"),
        (":root { --way: #003a70 }", "semicolon"),
        (":root { --way: red; }", "#rrggbb"),
        ("@import 'x.css';", "may hold only"),
        ("body { display: none }", "may hold only"),
        (":root { --way: #003a70; } </style><script>", "may hold only"),
        (":root { --way: \\23 003a70; }", "only"),
        (":root { --way: #9cc9f5; }", "4.5"),
        (":root { --fill: #ffcc00; }", "--on-fill on --fill"),
        (":root { --tint: #003a70; }", "4.5"),
        ("@media (prefers-color-scheme: dark) { :root { --way: #003a70; } }", "donker"),
        ("/*" + "x" * 5000 + "*/", "4096"),
    ],
)
def test_a_theme_that_brings_anything_else_or_cannot_be_read_is_refused(
    text: str, why: str
) -> None:
    with pytest.raises(theme.InvalidTheme, match=why):
        theme.read_theme(text)


def test_a_refused_theme_is_one_sentence_at_the_start(tmp_path: Path) -> None:
    file = tmp_path / "thema.css"
    file.write_text("body { color: red }")
    done = start(tmp_path, UITWEG_THEME=str(file))

    assert done.returncode == 2
    assert "UITWEG_THEME" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_theme_reaches_both_doors_and_the_contact_the_public_one(tmp_path: Path) -> None:
    file = tmp_path / "thema.css"
    file.write_text(BLUE)
    contact = "mailto:veilig@city.example"
    said = "; ".join(
        [
            "import django, sys; django.setup()",
            "from django.utils import timezone",
            "from uitweg.platform.ui.staff_assets import read_stylesheet",
            "from uitweg.site.web.public_pages import security_txt",
            "from uitweg.platform.ui.templatetags.public_look import LOOK_FOLDER, public_style",
            "assert '#003a70' in read_stylesheet(LOOK_FOLDER / 'staff.css'), 'staff'",
            "assert '#003a70' in public_style('base'), 'public'",
            f"assert 'Contact: {contact}' in security_txt(now=timezone.now())",
        ]
    )
    environment = {
        "DJANGO_SETTINGS_MODULE": "uitweg.site.config.settings",
        "UITWEG_THEME": str(file),
        "UITWEG_SECURITY_CONTACT": contact,
    }
    done = run(tmp_path / "data", "-c", said, **environment)

    assert done.returncode == 0, done.stderr


def test_many_that_start_at_once_read_one_whole_secret(tmp_path: Path) -> None:
    path, gate = tmp_path / "geheim", Barrier(12)

    def begin(number: int) -> str:
        gate.wait()
        make_secret(path, f"{number:02d}" * 20)
        return read_secret(path)

    for _ in range(20):
        path.unlink(missing_ok=True)
        with ThreadPoolExecutor(12) as pool:
            assert len(set(pool.map(begin, range(12)))) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["geheim"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_door_without_its_secret_does_not_start_and_makes_none(tmp_path: Path) -> None:
    done = run(tmp_path, "-m", "uitweg.site", "serve", "--door", "public")

    assert done.returncode == 2
    assert "./run new-secret --door" in done.stderr
    assert not [*tmp_path.rglob("*.secret")]
