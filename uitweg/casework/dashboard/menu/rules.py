"""The menu of the staff door: its entries, who may open them, and which pages belong to each."""

from dataclasses import dataclass

from uitweg.platform.accounts.rules import Permission


@dataclass(frozen=True)
class MenuEntry:
    """One entry of the menu.

    `name` is the name of its address. It shows as current on that page, and on every page whose
    path begins with one of `covers`. A phone shows the entries with `in_dock` in the bar at the
    bottom.
    """

    name: str
    words: str
    icon: str
    permission: Permission
    covers: tuple[str, ...] = ()
    in_dock: bool = True

    def is_current_on(self, page: str, path: str) -> bool:
        """Tell whether the page with this address name, at this path, belongs to the entry."""
        return page == self.name or path.startswith(self.covers)


PLACES_IN_DOCK = 5
"""As many as fit; a member who may open no more entries than this has them all in the bar."""


MENU = (
    MenuEntry("now", "Nu", "list", Permission.WORKLIST_READ, ("/nacht/", "/oproepen/", "/oproep/")),
    MenuEntry("reports", "Meldingen", "talk", Permission.WORKLIST_READ, ("/werk/melding",)),
    MenuEntry("cases", "Casussen", "folder", Permission.CASE_LIST, ("/casus/", "/casussen/")),
    MenuEntry("partner-home", "Vragen", "list", Permission.PACKAGE_LIST, ("/samen/", "/notities/")),
    MenuEntry("partners", "Partners", "duty", Permission.PARTNER_READ, ("/partners/",)),
    MenuEntry("rota", "Dienst", "clock", Permission.DUTY_READ, ("/dienst/",)),
    MenuEntry(
        "conferences",
        "Overleg",
        "talks",
        Permission.CONFERENCE_READ,
        ("/overleg/",),
        in_dock=False,
    ),
    MenuEntry(
        "members", "Leden", "two", Permission.MEMBER_LIST, ("/beheer/leden/",), in_dock=False
    ),
    MenuEntry(
        "training-sessions",
        "Leren",
        "book",
        Permission.TRAINING_PLAN,
        ("/leren/",),
        in_dock=False,
    ),
    MenuEntry("figures", "Cijfers", "list", Permission.FIGURES_READ, ("/cijfers/",), in_dock=False),
    MenuEntry("content-owner", "Inhoud", "tick", Permission.CONTENT_READ, in_dock=False),
    MenuEntry(
        "retention-page",
        "Bewaartermijnen",
        "lock",
        Permission.RETENTION_READ,
        ("/beheer/bewaren/",),
        in_dock=False,
    ),
    MenuEntry("audit-log-page", "Logboek", "clock", Permission.AUDIT_READ, in_dock=False),
    MenuEntry("me", "Ik", "one", Permission.ME_READ, ("/ik/", "/sleutel/", "/stijl/")),
)
