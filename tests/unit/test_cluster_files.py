"""The files of deploy/cluster are what their programs understand, and docs/cluster.md names them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from uitweg.site.config.database_url import database

ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT / "deploy" / "cluster"
DOCUMENT = (ROOT / "docs" / "cluster.md").read_text()


def test_each_file_is_in_the_document() -> None:
    assert [file.name for file in FILES.iterdir() if file.name not in DOCUMENT] == []


def test_each_file_that_the_document_names_is_there() -> None:
    named = set(re.findall(r"deploy/cluster/([a-z.]+)", DOCUMENT))

    assert named <= {file.name for file in FILES.iterdir()}


def test_haproxy_understands_its_file() -> None:
    if not shutil.which("haproxy"):
        pytest.skip("Type: sudo apt-get install haproxy")
    line = ["haproxy", "-c", "-f", str(FILES / "haproxy.cfg")]
    done = subprocess.run(line, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


def test_haproxy_logs_nobody() -> None:
    lines = (FILES / "haproxy.cfg").read_text().splitlines()

    assert [
        line for line in lines if re.match(r"\s+(log|option (http|tcp)log|capture)\b", line)
    ] == []


def test_the_staff_door_hears_who_stands_before_haproxy() -> None:
    """Else every visitor has the address of a machine, which is in the municipal network."""
    visitors = (FILES / "haproxy.cfg").read_text().partition("listen visitors")[2]

    assert "default-server send-proxy-v2 " in visitors
    assert "real_ip_header proxy_protocol;" in (FILES / "nginx.conf").read_text()
    assert "ssl proxy_protocol/" in DOCUMENT


def test_a_report_is_on_two_machines_before_it_is_confirmed() -> None:
    dcs = yaml.safe_load((FILES / "patroni.yml").read_text())["bootstrap"]["dcs"]

    assert dcs["synchronous_mode"] is True
    assert dcs["synchronous_mode_strict"] is True
    assert dcs["postgresql"]["parameters"]["statement_timeout"] == 0
    assert dcs["loop_wait"] + 2 * dcs["retry_timeout"] <= dcs["ttl"] < 60


@pytest.mark.parametrize("name", ["public.env", "staff.env"])
def test_the_doors_check_the_certificate_of_the_database(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = (FILES / name).read_text().splitlines()
    (address,) = (line.partition("=")[2] for line in lines if "DATABASE_URL=" in line)
    monkeypatch.setenv("UITWEG_DATABASE_URL", address)
    found = database("UITWEG_DATABASE_URL")

    assert found is not None
    assert (found.port, found.more["hostaddr"]) == ("5000", "127.0.0.1")
    assert found.more["sslmode"] == "verify-full"
