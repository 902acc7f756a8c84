"""The menu of the staff door: its entries, who may open them, and which pages belong to each."""

from dataclasses import dataclass

from uitweg.platform.accounts.rules import Permission


@dataclass(frozen=True)
class MenuEntry:
    """One entry of the menu.

    `name` is the name of its address, `covers` are the other pages on which it shows as current.
    A phone shows the entries with `in_dock` in the bar at the bottom.
    """

    name: str
    words: str
    icon: str
    permission: Permission
    covers: frozenset[str] = frozenset()
    in_dock: bool = True

    def is_current_on(self, page: str) -> bool:
        """Tell whether the page with this address name belongs to the entry."""
        is_page_of_case = self.name == "cases" and page.startswith("case-")
        return page == self.name or page in self.covers or is_page_of_case


PLACES_IN_DOCK = 5
"""As many as fit; a member who may open no more entries than this has them all in the bar."""


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
                "case",
                "export-cases",
                "upload-spreadsheet",
                "choose-columns",
                "check-rows",
                "show-import",
                "choose-document",
                "hand-over",
                "team-cases",
                "use-emergency-access",
                "review-emergency-access",
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
