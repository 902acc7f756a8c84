"""The docs that are made from code, so a change of power or of state is seen in review."""

from pathlib import Path

from uitweg.casework.cases.rules.workflow import TRANSITIONS as CASE_TRANSITIONS
from uitweg.casework.cases.rules.workflow import CaseState
from uitweg.casework.retention.rules.case_destruction import DESTRUCTION_TRANSITIONS
from uitweg.casework.subject_access.rules import PACKAGE_TRANSITIONS
from uitweg.channel.rules.reports import TRANSITIONS as REPORT_TRANSITIONS
from uitweg.platform.accounts.rules import GRANTS, Permission, Role

DOCS = Path(__file__).resolve().parents[3] / "docs"
GENERATED_NOTE = "<!-- made from code by `./run docs`; do not edit -->"


def permissions_page() -> str:
    """Return who may do what, a row a permission and a column a role."""
    roles = list(Role)
    lines = [
        "# Who may do what",
        GENERATED_NOTE,
        "",
        "● may · ◐ may, if more is true of the thing (last column) · empty: may not. "
        "Whoever is not in the team may do none of it.",
        "",
        f"| permission | {' | '.join(roles)} | only if |",
        f"|---|{'---|' * len(roles)}---|",
    ]
    for permission in Permission:
        grant = GRANTS[permission]
        mark = "◐" if grant.also else "●"
        cells = [mark if role in grant.roles else "" for role in roles]
        only = ", ".join(check.__name__.replace("_", " ") for check in grant.also)
        lines.append(f"| `{permission}` | {' | '.join(cells)} | {only} |")
    return "\n".join(lines) + "\n"


def states_page() -> str:
    """Return the states of reports, cases, lists and insights, and which may follow which."""
    reports = {now.value: [s.value for s in after] for now, after in REPORT_TRANSITIONS.items()}
    cases = {now.value: [s.value for s in after] for now, after in CASE_TRANSITIONS.items()}
    runs = {now.value: [s.value for s in after] for now, after in DESTRUCTION_TRANSITIONS.items()}
    steps = {now.value: [s.value for s in after] for now, after in PACKAGE_TRANSITIONS.items()}
    words = ", ".join(f"{state} = {word}" for state, word in CaseState.choices())
    return "\n".join(
        [
            "# What may become what",
            GENERATED_NOTE,
            "",
            "## A report",
            *_diagram(reports),
            "",
            "## A case",
            f"In the interface: {words}.",
            *_diagram(cases),
            "",
            "## A list of cases to destroy",
            "One proposes, another approves or refuses, the worker executes.",
            *_diagram(runs),
            "",
            "## An insight",
            "One chooses, another reads the very bytes, and they leave once.",
            *_diagram(steps),
            "",
        ]
    )


def _diagram(changes: dict[str, list[str]]) -> list[str]:
    arrows = [f"  {now} --> {then}" for now, after in changes.items() for then in sorted(after)]
    return ["", "```mermaid", "stateDiagram-v2", *arrows, "```"]


def pages() -> dict[Path, str]:
    return {DOCS / "permissions.md": permissions_page(), DOCS / "states.md": states_page()}


def write_docs() -> None:
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")


def stale_docs() -> list[str]:
    """Name the files that do not equal what the code says."""
    return [
        path.name
        for path, text in pages().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
