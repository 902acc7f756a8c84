"""`./run check`: style, types, the import contract, dependencies, made docs, content."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

PYTHON = sys.executable
CHECKS = {
    "ruff": ["ruff", "check", "--quiet", "."],
    "ruff format": ["ruff", "format", "--quiet", "--check", "."],
    "djangofmt": ["sh", "-c", "git ls-files '*.html' | xargs djangofmt check"],
    "mypy": ["mypy"],
    "import contract": ["lint-imports", "--no-cache"],
    "dependencies": ["deptry", "."],
    "made docs": [PYTHON, "-m", "tests.made_docs"],
    "content": [PYTHON, "-m", "uitweg.site", "check-content"],
}


def run(name: str) -> tuple[str, int, str]:
    done = subprocess.run(CHECKS[name], capture_output=True, text=True, check=False, env=os.environ)
    return name, done.returncode, (done.stdout + done.stderr).strip()


def main() -> int:
    failed = 0
    with ThreadPoolExecutor(max_workers=2) as pool:
        for name, code, said in pool.map(run, CHECKS):
            print(f"{'ok    ' if code == 0 else 'FAILED'} {name}", flush=True)
            if code:
                failed = 1
                print(said)
    return failed


sys.exit(main())
