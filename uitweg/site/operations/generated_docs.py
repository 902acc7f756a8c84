"""The docs generated from code, so that a review shows a changed permission or transition."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from uitweg.casework.appraisal.compartment.rules.stages import STAGE_TRANSITIONS
from uitweg.casework.cases.case.rules.workflow import TRANSITIONS as CASE_TRANSITIONS
from uitweg.casework.cases.case.rules.workflow import CaseState
from uitweg.casework.partners.referrals.rules import REFERRAL_TRANSITIONS
from uitweg.casework.retention.rules.case_destruction import DESTRUCTION_TRANSITIONS
from uitweg.casework.subject_access.rules import PACKAGE_TRANSITIONS
from uitweg.channel.conversation.rules.reports import TRANSITIONS as REPORT_TRANSITIONS
from uitweg.platform.accounts.rules import GRANTS, Permission, Role
from uitweg.site.operations.doctor.examine import doctor_page

DOCS = Path(__file__).resolve().parents[3] / "docs"
GENERATED_NOTE = "<!-- made from code by `./run docs`; do not edit -->"


def permissions_page() -> str:
    """Return the page of permissions: a row per permission and a column per role."""
    roles = list(Role)
    lines = [
        "# Who may do what",
        GENERATED_NOTE,
        "",
        "● may · ◐ may, if more is true of the thing (last column) · empty: may not. "
        "Whoever is not in the team may do none of it.",
        "",
        "*key*: only in a session that holds the team key; in a role that holds no keys, only "
        "after a key holder admitted the member face to face. *account*: also before that.",
        "",
        f"| permission | {' | '.join(roles)} | needs | only if |",
        f"|---|{'---|' * len(roles)}---|---|",
    ]
    for permission in Permission:
        grant = GRANTS[permission]
        mark = "◐" if grant.also else "●"
        cells = [mark if role in grant.roles else "" for role in roles]
        only = ", ".join(check.__name__.replace("_", " ") for check in grant.also)
        needs = "key" if grant.needs_key else "account"
        lines.append(f"| `{permission}` | {' | '.join(cells)} | {needs} | {only} |")
    return "\n".join(lines) + "\n"


def states_page() -> str:
    """Return the page with a state diagram for each thing that has states."""
    dutch_names = ", ".join(f"{state} = {word}" for state, word in CaseState.choices())
    return "\n".join(
        [
            "# What may become what",
            GENERATED_NOTE,
            "",
            "## A report",
            *_diagram(REPORT_TRANSITIONS),
            "",
            "## A case",
            f"In the interface: {dutch_names}.",
            *_diagram(CASE_TRANSITIONS),
            "",
            "Who does not close after all, or reopens, goes back to the state before *closing*.",
            "",
            "## A list of cases to destroy",
            "One proposes, another approves or refuses, the worker executes.",
            *_diagram(DESTRUCTION_TRANSITIONS),
            "",
            "## A subject access package",
            "One member chooses, another reads the exact file, and it is handed out once.",
            *_diagram(PACKAGE_TRANSITIONS),
            "",
            "## A referral",
            "A member sends it and says how it went; a partner answers; the worker says that the "
            "term is over. How these read elsewhere: [referrals.md](referrals.md).",
            *_diagram(REFERRAL_TRANSITIONS),
            "",
            "## A weighing",
            "Two people judge between *facts-closed* and *side-by-side*, and sign after it.",
            *_diagram(STAGE_TRANSITIONS),
            "",
        ]
    )


def _diagram(transitions: Mapping[Any, Iterable[Any]]) -> list[str]:
    """Return a Mermaid state diagram of which state may follow which; states are StrEnums."""
    arrows = [
        f"  {state} --> {next_state}"
        for state, following in transitions.items()
        for next_state in sorted(following)
    ]
    return ["", "```mermaid", "stateDiagram-v2", *arrows, "```"]


def pages() -> dict[Path, str]:
    return {
        DOCS / "doctor.md": doctor_page(GENERATED_NOTE),
        DOCS / "permissions.md": permissions_page(),
        DOCS / "states.md": states_page(),
    }


def write_docs() -> None:
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")


def stale_docs() -> list[str]:
    """Return the names of the files that differ from what the code generates."""
    return [
        path.name
        for path, text in pages().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
