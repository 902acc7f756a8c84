"""What of a case a member could share with a partner: as far as this member may see it."""

from dataclasses import dataclass
from datetime import timedelta

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.acts import READ_CASE
from uitweg.casework.cases.case.rules.contents import SheetKind
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.sheets import actions as sheets
from uitweg.casework.partners.dispatch.rules.packages import PackageSection
from uitweg.casework.partners.dispatch.rules.shared_facts import PIECES, SharedPiece, piece_text
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log

READ_RECORDED_EVERY = timedelta(minutes=10)
SHARED_SHEETS = (SheetKind.PERSON, SheetKind.SAFETY)


@dataclass(frozen=True)
class KnownPiece:
    """A piece with its text; "" when nothing is known of it."""

    piece: SharedPiece
    text: str

    @property
    def section(self) -> PackageSection:
        return PackageSection(self.piece.label, self.text)


def known_pieces(case: Case, *, by: Actor) -> list[KnownPiece]:
    """Return every piece of which `by` may read the data group, with what is known.

    The reading is recorded in the audit log first, at most once in `READ_RECORDED_EVERY`, as a
    preview follows each tick. Raises NotAllowed.
    """
    require(by, Permission.CASE_READ, case)
    name = audit_log.audit_name(case)
    audit_log.record_at_most_every(by.member, READ_CASE, name, every=READ_RECORDED_EVERY)
    newest = sheets.newest_sheets(case, case_keys.open_case_key(case, by.keyring))
    visibility = case.visibility_for(by.member.pk)
    answers = {
        (kind, name): text
        for kind in SHARED_SHEETS
        for name, text in sheets.visible_sheet(newest[kind], visibility).fields.items()
    }
    return [
        KnownPiece(piece, piece_text(piece, answers))
        for piece in PIECES
        if piece.group in visibility.readable_groups
    ]


def facts_by_group(case: Case, *, by: Actor) -> dict[DataGroup, tuple[PackageSection, ...]]:
    """Return by data group what is known and `by` may see, as a partner would read it.

    Groups of which nothing is known, or which `by` may not read, are left out. Whether a group may
    leave is not decided here: that needs a consent or a decision (`sharing_basis`).
    """
    facts = dict[DataGroup, tuple[PackageSection, ...]]()
    for known in known_pieces(case, by=by):
        if known.text:
            facts[known.piece.group] = (*facts.get(known.piece.group, ()), known.section)
    return facts
