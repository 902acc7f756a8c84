"""The list of cases made shorter: whose, open or closed, unsafe; on the page and in a file."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from uitweg.casework.cases.models import Case
from uitweg.casework.cases.models.case import CaseQuerySet
from uitweg.casework.cases.rules.safety import UNSAFE_RISKS
from uitweg.casework.cases.rules.visibility import ASPECT_GROUPS, CaseAspect
from uitweg.casework.cases.rules.workflow import OPEN_STATES
from uitweg.platform.accounts.models import Member

MINE, OPEN, CLOSED, UNSAFE_ONLY = "mij", "open", "dicht", "ja"


@dataclass(frozen=True)
class CaseFilter:
    """What was chosen; a word in the address that we do not know chooses nothing."""

    mine: bool = False
    state: str = ""
    unsafe: bool = False

    @classmethod
    def said(cls, sent: Mapping[str, str]) -> "CaseFilter":
        state = sent.get("stand", "")
        return cls(
            mine=sent.get("van") == MINE,
            state=state if state in (OPEN, CLOSED) else "",
            unsafe=sent.get("onveilig") == UNSAFE_ONLY,
        )

    def of(self, member: Member) -> CaseQuerySet:
        """Return the cases this member may see and that were chosen, newest first."""
        about = ASPECT_GROUPS[CaseAspect.RISK] if self.unsafe else None
        rows = Case.objects.seen_by(member, about=about)
        if self.mine:
            rows = rows.filter(coordinator=member)
        if self.state == OPEN:
            rows = rows.filter(state__in=OPEN_STATES)
        elif self.state == CLOSED:
            rows = rows.exclude(state__in=OPEN_STATES)
        if self.unsafe:
            rows = rows.filter(risk__in=UNSAFE_RISKS)
        return rows.select_related("coordinator").order_by("-id")

    @property
    def query(self) -> str:
        """Return it as an address says it; empty for all."""
        said = {
            "van": MINE if self.mine else "",
            "stand": self.state,
            "onveilig": UNSAFE_ONLY if self.unsafe else "",
        }
        return urlencode({name: value for name, value in said.items() if value})

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Return what else can be chosen: in Dutch, its address, and whether it is chosen now."""
        options = [
            ("Van mij", replace(self, mine=not self.mine), self.mine),
            ("Open", replace(self, state="" if self.state == OPEN else OPEN), self.state == OPEN),
            (
                "Gesloten",
                replace(self, state="" if self.state == CLOSED else CLOSED),
                self.state == CLOSED,
            ),
            ("Onveilig", replace(self, unsafe=not self.unsafe), self.unsafe),
        ]
        return [(words, chosen.query, is_on) for words, chosen, is_on in options]
