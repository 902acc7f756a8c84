"""`./run lock`: pin every dependency by hash, without addresses; needs uv on PATH."""

import subprocess
import sys

COMMON = [
    "uv",
    "pip",
    "compile",
    "--universal",
    "--generate-hashes",
    "--no-emit-index-url",
    "--quiet",
]
COMMON += ["--python-version", "3.12", "--no-header", "--no-annotate", "pyproject.toml"]


def main() -> int:
    app = subprocess.run([*COMMON, "-o", "requirements.lock"], check=False)
    dev = subprocess.run([*COMMON, "--group", "dev", "-o", "requirements-dev.lock"], check=False)
    return app.returncode or dev.returncode


sys.exit(main())
