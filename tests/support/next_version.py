"""A version after this one: the same code with more migrations, for upgrades and the way back."""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.installation import ROOT, Installation

PACKAGE = "next_{app}_migrations"
HEAD = """from django.db import migrations, models
from django.db.migrations import operations
from uitweg.platform.store.indexes import AddIndexWhileOpen

class Migration(migrations.Migration):
    dependencies = [("{app}", "{before}")]
    atomic = {atomic}
    operations = [{operations}]
"""
PROGRAM = """
import contextlib, io, json, sys, django
sys.path.insert(0, sys.argv[1])
django.setup()
from django.conf import settings
from uitweg.site.operations import cli
packages = json.loads(sys.argv[2])
told = []
for version, *command in json.loads(sys.argv[3]):
    settings.MIGRATION_MODULES = packages if version == "next" else {}
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main(command)
    told.append([code, out.getvalue() + err.getvalue()])
print(json.dumps(told))
"""


@dataclass
class NextVersion:
    """Migrations that come after those of this version, written in `folder`."""

    folder: Path
    packages: dict[str, str] = field(default_factory=dict)
    newest: dict[str, str] = field(default_factory=dict)

    def add(self, app: str, name: str, *operations: str, atomic: bool = True) -> "NextVersion":
        """Add a migration of `app` with these operations, as Python text."""
        (own,) = (ROOT / "uitweg").glob(f"**/{app}/migrations")
        package = self.folder / PACKAGE.format(app=app)
        if app not in self.packages:
            package.mkdir(parents=True)
            for file in own.glob("*.py"):
                (package / file.name).write_text(file.read_text())
            self.packages[app] = package.name
            self.newest[app] = max(file.stem for file in own.glob("0*.py"))
        text = HEAD.format(
            app=app, before=self.newest[app], operations=", ".join(operations), atomic=atomic
        )
        (package / f"{name}.py").write_text(text)
        self.newest[app] = name
        return self

    def tell(self, city: Installation, *commands: str) -> list[tuple[int, str]]:
        """Run commands such as "next migrate" or "this migrate", each in the code of that version.

        Return the exit code and what was said of each.
        """
        lines = json.dumps([command.split() for command in commands])
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(self.folder), json.dumps(self.packages), lines],
            env={**city.environment, "DJANGO_SETTINGS_MODULE": "uitweg.site.config.settings"},
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return [(code, said) for code, said in json.loads(done.stdout.splitlines()[-1])]
