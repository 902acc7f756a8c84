"""All subjects in their order, what is printed of their findings, and docs/doctor.md."""

import json
import os
import sys
import textwrap
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from types import ModuleType

from uitweg.site.config.database_problems import database_problem
from uitweg.site.operations.doctor import (
    clock,
    database,
    database_log,
    database_rights,
    files,
    languages,
    machine,
    mail,
    materials,
    outside,
    own_secret,
    running,
    sandbox,
    settings,
    sign_on,
)
from uitweg.site.operations.doctor.finding import (
    Finding,
    Mark,
    Patient,
    Symptom,
    symptoms_of,
    wrong,
)

FAILED = wrong(
    "subject-failed",
    "This could not be looked at: {why}",
    "Do what the sentence says and run the doctor again. If it names a fault of the program, "
    "report it.",
)

ALWAYS: dict[str, ModuleType] = {
    "Settings": settings,
    "Files": files,
    "Machine": machine,
    "The box in which strangers’ files are read": sandbox,
}
"""Subjects that need no setting to be right."""
WITH_SETTINGS: dict[str, ModuleType] = {
    "The database": database,
    "Rights in the database": database_rights,
    "The database’s own log": database_log,
    "The secret of this side": own_secret,
    "What runs by itself": running,
    "Ways by which messages leave": mail,
    "The clock": clock,
    "From outside": outside,
    "Single sign-on": sign_on,
    "Languages": languages,
    "Files made of content": materials,
}
WIDTH, INDENT = 100, " " * 13
INTRODUCTION = """\
`./run doctor` looks at an installation and says in sentences what is right and what is wrong. It \
changes nothing, stores nothing and sends nothing to anybody.

```
./run doctor                   # as the staff door's user, with its environment
./run doctor --door public     # as the public door's user, with its environment
./run doctor --other FILE      # also compares with the other side's environment file
./run doctor --json            # for a program
```
Three marks: **good**; **attention**, look at it once; **WRONG**, do what the sentence says before \
real people use the site. With a WRONG the exit code is 1, with a wrong command 2, else 0. Run it \
as each of the two users: each sees only its own side. Where /etc/uitweg has the environment file \
of the other side and this user can read it, both are compared without `--other`.

Each row below has the name by which `--json` calls it, the sentence, and what to do."""

Report = dict[str, list[Finding]]
"""Findings by subject."""


def patient(*, door: str, other_file: Path | None) -> Patient:
    """Return what there is to examine; the other side's file is found where the docs have it."""
    path = other_file or settings.usual_other_file(door)
    try:
        other = settings.read_environment_file(path) if path else None
    except (OSError, UnicodeDecodeError):
        other = None
    return Patient(door, dict(os.environ), other, str(path or ""))


def examine(who: Patient) -> Report:
    """Return every finding; the settings are loaded on the way, and Django with them."""
    report = {title: examined(module, who) for title, module in ALWAYS.items()}
    missing = settings.missing_folder(who.environment)
    refused = [missing] if missing else settings.refused()
    report["Settings"] += refused or [settings.READ.found()]
    if refused:
        report["Settings"].append(settings.NOT_EXAMINED.found())
        return report
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.config.settings")
    django.setup()
    return report | {title: examined(module, who) for title, module in WITH_SETTINGS.items()}


def examined(module: ModuleType, who: Patient) -> list[Finding]:
    """Return the findings of one subject; one that fails is a finding, and never a traceback."""
    found: list[Finding] = []
    try:
        found.extend(module.examine(who))
    except Exception as error:
        problem = database_problem(error)
        fault = f"a fault of the program ({type(error).__name__})."
        found.append(FAILED.found(why=problem.sentence if problem else fault))
    return found


def exit_code(report: Report) -> int:
    """Return 1 when something is WRONG, else 0."""
    return int(any(finding.mark == Mark.WRONG for group in report.values() for finding in group))


def as_text(report: Report) -> str:
    """Return the sentences under their subjects; what to do first stands first in each."""
    lines: list[str] = []
    for title, findings in report.items():
        if not findings:
            continue
        lines += ["", f"{title}:"] if lines else [f"{title}:"]
        for finding in sorted(findings, key=lambda one: -list(Mark).index(one.mark)):
            text = f"  {finding.mark:<10} {finding.sentence}"
            lines += textwrap.wrap(
                text, WIDTH, subsequent_indent=INDENT, break_long_words=False,
                break_on_hyphens=False,
            )  # fmt: skip
    return "\n".join([*lines, "", _in_short(report)])


def _in_short(report: Report) -> str:
    every = [finding for group in report.values() for finding in group]
    counts = {mark: sum(finding.mark == mark for finding in every) for mark in Mark}
    told = ", ".join(f"{counts[mark]} {mark}" for mark in reversed(Mark))
    return f"{told}. What each sentence means: docs/doctor.md."


def as_json(report: Report) -> str:
    """Return the findings for a program to read."""
    groups = {title: [asdict(finding) for finding in group] for title, group in report.items()}
    return json.dumps(
        {"wrong": bool(exit_code(report)), "subjects": groups}, indent=1, ensure_ascii=False
    )


def subjects() -> Iterable[tuple[str, ModuleType]]:
    """Return every subject with its module."""
    return (ALWAYS | WITH_SETTINGS).items()


def doctor_page(note: str) -> str:
    """Return the page; `note` says that it is made from code."""
    lines = ["# What the doctor says", note, "", INTRODUCTION]
    for title, module in (*subjects(), ("Any subject", sys.modules[__name__])):
        lines += ["", f"## {title}", "| name | mark | sentence | what to do |", "|---|---|---|---|"]
        lines += [_symptom_row(symptom) for symptom in symptoms_of(module)]
    return "\n".join(lines) + "\n"


def _symptom_row(symptom: Symptom) -> str:
    mark = f"**{symptom.mark}**" if symptom.mark == Mark.WRONG else symptom.mark
    sentence = symptom.sentence.replace("{", "*").replace("}", "*").replace("|", "\\|")
    return f"| `{symptom.name}` | {mark} | {sentence} | {symptom.explanation} |"
