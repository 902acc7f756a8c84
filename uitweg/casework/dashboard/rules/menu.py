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
        frozenset({"report", "junk-list", "junk-batch"}),
    ),
    MenuEntry(
        "cases",
        "Casussen",
        "folder",
        Permission.CASE_LIST,
        frozenset(
            {
                *(
                    "case",
                    "export-cases",
                    "upload-spreadsheet",
                    "choose-columns",
                    "check-rows",
                    "show-import",
                ),
                *(
                    "choose-document",
                    "hand-over",
                    "team-cases",
                    "use-emergency-access",
                    "review-emergency-access",
                ),
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
        "retention-page",
        "Bewaartermijnen",
        "lock",
        Permission.RETENTION_READ,
        frozenset(
            {"hold-report", "closed-cases", "destruction-run", "propose-destruction", "hold-case"}
        ),
        in_dock=False,
    ),
    MenuEntry("audit-log-page", "Logboek", "clock", Permission.AUDIT_READ, in_dock=False),
    MenuEntry("me", "Ik", "one", Permission.ME_READ, frozenset({"key", "style"})),
)
