"""The sheets on the page of a case: the safety card, the person, the judgement, the closing."""

from dataclasses import dataclass

from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import SheetKind
from uitweg.casework.cases.case.rules.visibility import Visibility
from uitweg.casework.cases.sheets import actions as sheets
from uitweg.casework.cases.sheets.actions import DecryptedSheet
from uitweg.casework.cases.sheets.rules import SHEET_FIELDS


@dataclass(frozen=True)
class SheetsSection:
    """The newest version of each sheet, and its answers: name, question and words of each field."""

    safety: DecryptedSheet
    person: DecryptedSheet
    person_answers: list[tuple[str, str, str]]
    judgement: DecryptedSheet
    judgement_answers: list[tuple[str, str, str]]
    closing: DecryptedSheet
    closing_answers: list[tuple[str, str, str]]


def sheets_section(case: Case, key: CaseKey, visibility: Visibility) -> SheetsSection:
    """Open the newest sheets of a case, with the fields that this reader may see."""
    newest = sheets.newest_sheets(case, key)
    safety, person, judgement, closing = (
        sheets.visible_sheet(newest[kind], visibility)
        for kind in (SheetKind.SAFETY, SheetKind.PERSON, SheetKind.JUDGEMENT, SheetKind.CLOSING)
    )
    return SheetsSection(
        safety=safety,
        person=person,
        person_answers=sheet_answers(person),
        judgement=judgement,
        judgement_answers=sheet_answers(judgement),
        closing=closing,
        closing_answers=sheet_answers(closing),
    )


def sheet_answers(sheet: DecryptedSheet) -> list[tuple[str, str, str]]:
    """Return name, question and words of each field in the fixed order; "" is not known yet.

    Fields that this reader may not see are left out, except of a sheet that nobody filled in.
    """
    return [
        (name, field.question, field.words(sheet.fields.get(name, "")))
        for name, field in SHEET_FIELDS[sheet.kind].items()
        if field.on_page and (not sheet.version or name in sheet.fields)
    ]


def hidden_questions(sheet: DecryptedSheet) -> list[str]:
    """Return the questions whose answers this reader's grants do not show."""
    return [
        field.question
        for name, field in SHEET_FIELDS[sheet.kind].items()
        if field.on_page and sheet.version and name not in sheet.fields
    ]
