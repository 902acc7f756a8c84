"""The menu of the staff door: its places, who may go there, and which pages light one up."""

from dataclasses import dataclass

from uitweg.platform.accounts.rules import Permission


@dataclass(frozen=True)
class MenuEntry:
    """One entry of the menu; `covers` names the pages that light it up, a phone shows `in_dock`."""

    name: str
    words: str
    icon: str
    permission: Permission
    covers: frozenset[str] = frozenset()
    in_dock: bool = True


PLACES_IN_DOCK = 5
"""How many places a thumb finds: who may go to no more than these finds all of them there."""


MENU = (
    MenuEntry("now", "Nu", "list", Permission.WORKLIST_READ),
    MenuEntry(
        "reports",
        "Meldingen",
        "talk",
        Permission.WORKLIST_READ,
        frozenset({"report", "folded", "fold"}),
    ),
    MenuEntry(
        "cases",
        "Casussen",
        "folder",
        Permission.CASE_LIST,
        frozenset(
            {
                *("case", "cases-out", "import", "import-columns", "import-check", "imported"),
                *("papers", "hand-over", "team-cases", "break-glass", "review-glass"),
            }
        ),
    ),
    MenuEntry(
        "members",
        "Leden",
        "two",
        Permission.MEMBER_LIST,
        frozenset({"invite", "invite-again", "admit", "end-membership"}),
    ),
    MenuEntry("content-owner", "Inhoud", "tick", Permission.CONTENT_READ, in_dock=False),
    MenuEntry(
        "keeping",
        "Bewaartermijnen",
        "lock",
        Permission.RETENTION_READ,
        frozenset({"hold-report", "keeping-cases", "run", "propose-run", "hold-case"}),
        in_dock=False,
    ),
    MenuEntry("trail", "Logboek", "clock", Permission.AUDIT_READ, in_dock=False),
    MenuEntry("me", "Ik", "one", Permission.ME_READ, frozenset({"key", "style"})),
)
