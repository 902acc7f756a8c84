"""`./run sbom`: the list of all libraries with their versions, as CycloneDX 1.5, for a release."""

import base64
import json
import re
import sys
import uuid
from pathlib import Path
from typing import Any

from uitweg.version import VERSION

ROOT = Path(__file__).resolve().parents[1]
PINNED = re.compile(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==([^ \\;]+)", re.MULTILINE)
NPM_LOCK = ROOT / "uitweg" / "platform" / "sealing" / "js" / "package-lock.json"


def main() -> int:
    json.dump(bill_of_materials(), sys.stdout, indent=1)
    sys.stdout.write("\n")
    return 0


def bill_of_materials() -> dict[str, Any]:
    """Return what an installation runs: the Python lock, and what is built into the scripts.

    The same locks give the same bytes: no moment, and a serial number made from the content.
    """
    components = [*python_libraries(), *script_libraries()]
    listed = json.dumps([VERSION, components])
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, listed)}",
        "version": 1,
        "metadata": {"component": _component("application", "uitweg", VERSION)},
        "components": components,
    }


def python_libraries() -> list[dict[str, Any]]:
    pinned = PINNED.findall((ROOT / "requirements.lock").read_text("utf-8"))
    return [_component("library", name, version, "pypi") for name, version in pinned]


def script_libraries() -> list[dict[str, Any]]:
    """Return the npm packages that the browser gets; what only builds them stays out."""
    packages = json.loads(NPM_LOCK.read_text("utf-8"))["packages"]
    return [
        _component("library", path.removeprefix("node_modules/"), package["version"], "npm")
        | {"hashes": [_hash(package["integrity"])]}
        for path, package in packages.items()
        if path and not package.get("dev")
    ]


def _component(kind: str, name: str, version: str, registry: str = "") -> dict[str, Any]:
    component = {"type": kind, "name": name, "version": version}
    if registry:
        purl = f"pkg:{registry}/{name.replace('@', '%40')}@{version}"
        component |= {"bom-ref": purl, "purl": purl}
    return component


def _hash(integrity: str) -> dict[str, str]:
    """Return npm's `sha512-` and base64 as CycloneDX writes it."""
    return {"alg": "SHA-512", "content": base64.b64decode(integrity.partition("-")[2]).hex()}


if __name__ == "__main__":
    sys.exit(main())
