"""The compose file: what every container may not do, and that nothing of it is left to chance."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "deploy" / "container"
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ["public", "staff", "worker"]


@pytest.mark.parametrize("name", SERVICES)
def test_no_container_can_write_its_files_or_gain_anything(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["all"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service["user"].startswith(("0", "root"))
    assert not {"privileged", "cap_add", "devices", "pid", "ipc", "network_mode"} & set(service)


def test_only_the_proxy_has_ports_and_only_it_and_the_worker_reach_out() -> None:
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["proxy"]
    open_networks = {name for name, how in COMPOSE["networks"].items() if not how.get("internal")}
    assert {name for name in SERVICES if open_networks & set(SERVICES[name]["networks"])} == {
        "worker",
        "proxy",
    }


def test_the_public_door_has_no_secret_of_the_staff_door() -> None:
    assert SERVICES["public"]["secrets"] == ["public_secret", "public_pgpass"]
    assert SERVICES["public"]["env_file"] == ["city.env", "public.env"]


def test_both_doors_and_the_worker_look_at_one_file_for_maintenance() -> None:
    named = {SERVICES[name]["environment"]["UITWEG_MAINTENANCE"] for name in OURS}

    assert named == {"/maintenance/on.json"}
    assert [v for n in OURS for v in SERVICES[n]["volumes"] if v == "maintenance:/maintenance"] == [
        "maintenance:/maintenance"
    ]


def test_the_worker_alone_writes_the_files_that_both_doors_serve() -> None:
    named = {SERVICES[name]["environment"]["UITWEG_MATERIALS"] for name in OURS}
    mounted = {n: v for n in OURS for v in SERVICES[n]["volumes"] if v.startswith("materials:")}

    assert named == {"/materials/files"}
    assert mounted == {
        "public": "materials:/materials:ro",
        "staff": "materials:/materials:ro",
        "worker": "materials:/materials",
    }


def test_every_setting_is_one_of_ours_and_every_secret_is_a_file() -> None:
    text = (FOLDER / "compose.yaml").read_text("utf-8")
    start = (ROOT / "docs/start.md").read_text("utf-8")

    assert [name for name in re.findall(r"UITWEG_[A-Z_]+", text) if f"`{name}`" not in start] == []
    assert all(set(secret) == {"file"} for secret in COMPOSE["secrets"].values())


def test_the_image_names_no_registry_and_runs_as_nobody() -> None:
    text = (FOLDER / "Containerfile").read_text("utf-8")

    assert re.findall(r"^(?:FROM|ARG BASE=)\s?(\S+)", text, re.MULTILINE) == [
        "debian:trixie-slim", "${BASE}", "${BASE}",
    ]  # fmt: skip
    assert "://" not in text
    assert re.findall(r"^USER (.+)$", text, re.MULTILINE) == ["10001:10001"]
