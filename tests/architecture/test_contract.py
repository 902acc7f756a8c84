"""The import contract holds, and each part of it breaks when it is broken on purpose."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TYPES_ONLY = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import "
BREAKS = [
    ("1.", "platform/jobs/models.py", "import uitweg.casework.cases.models"),
    ("1.", "platform/jobs/models.py", f"{TYPES_ONLY}uitweg.channel.conversation.models"),
    ("2a.", "casework/calls/actions.py", "import uitweg.casework.cases.case.rules.contents"),
    ("2b.", "platform/audit/models.py", "import uitweg.platform.accounts.models"),
    ("2c.", "knowledge/guide/rules.py", "import uitweg.knowledge.signalcheck.rules.advice"),
    ("2d.", "site/config/environment.py", "import uitweg.site.web.failures"),
    (
        "3.",
        "casework/cases/plan/models.py",
        "import uitweg.casework.cases.plan.actions.plan",
    ),
    ("3.", "casework/cases/plan/actions/plan.py", "import uitweg.casework.cases.plan.views.plan"),
    (
        "3.",
        "channel/conversation/rules/sizes.py",
        f"{TYPES_ONLY}uitweg.channel.conversation.models",
    ),
    ("3c.", "casework/cases/leftovers.py", "a module that stands in no layer"),
    ("3.", "casework/partners/letters/leftovers.py", "a module that stands in no layer of a room"),
    (
        "3.",
        "casework/partners/referrals/rules.py",
        "import uitweg.casework.partners.referrals.actions.states",
    ),
    (
        "3a.",
        "casework/partners/dispatch/actions/ends.py",
        "import uitweg.casework.partners.referrals.rules",
    ),
    ("3b.", "casework/duty/shifts/rules.py", "import uitweg.casework.duty.rota.rules"),
    ("3c.", "casework/cases/timeline/models.py", "import uitweg.casework.cases.plan.models"),
    (
        "3d.",
        "casework/appraisal/facts/rules/content.py",
        "import uitweg.casework.appraisal.axis.rules.axis",
    ),
    ("3e.", "channel/inbox/forms.py", "import uitweg.channel.mailbox.actions.news"),
    ("3f.", "casework/dashboard/danger/views.py", "import uitweg.casework.dashboard.night.rules"),
    ("4.", "channel/conversation/rules/reports.py", "import django.db"),
    ("4.", "platform/policy/retention.py", "import django.conf"),
    ("5.", "casework/dashboard/worklist/actions.py", "import hashlib"),
    ("6.", "casework/cases/plan/views/plan.py", "import webauthn"),
    ("6b.", "platform/accounts/actions/sign_on.py", "import authlib.oidc.core"),
    ("7.", "channel/inbox/public_views/plain.py", "import uitweg.platform.accounts.models"),
    ("7.", "knowledge/guide/public_views/card.py", "import uitweg.casework.calls.rules"),
    ("1.", "knowledge/training/public_views/papers.py", "import uitweg.materials.papers"),
    ("2e.", "materials/paper_parts.py", "import uitweg.materials.cards"),
    ("8.", "site/server/serve.py", "import uitweg.materials.version"),
    ("8.", "site/web/public_pages.py", "import pptx"),
]
"""Contract, module under uitweg/, and the line that breaks it; in layer folders too."""


def lint(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(
        ROOT / "uitweg", folder / "uitweg", ignore=shutil.ignore_patterns("node_modules")
    )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_contract_is_kept(copy: Path) -> None:
    done = lint(copy)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("contract", "module", "line"), BREAKS)
def test_breaking_it_on_purpose_breaks_it(
    copy: Path, contract: str, module: str, line: str
) -> None:
    file = copy / "uitweg" / module
    before = file.read_text() if file.exists() else None
    file.write_text(f'"""{line}."""\n' if before is None else f"{before}\n{line}\n")
    try:
        done = lint(copy)
    finally:
        file.unlink() if before is None else file.write_text(before)

    broken = [row.split()[0] for row in done.stdout.splitlines() if row.rstrip().endswith("BROKEN")]
    assert done.returncode == 1
    assert contract in broken, done.stdout


def test_every_contract_is_broken_by_some_line() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")

    assert set(re.findall(r'^name = "(\d\w?\.)', text, re.MULTILINE)) == {
        contract for contract, _, _ in BREAKS
    }
