"""Addresses of the sheets of a case and its safety card."""

from django.urls import path

from uitweg.casework.cases.case.rules.contents import SheetKind
from uitweg.casework.cases.sheets.views import sheets

urlpatterns = [
    path("casus/<int:case_id>/kaart/", sheets.safety_card, name="safety-card"),
    *(
        path(f"casus/<int:case_id>/{word}/", sheets.edit_sheet, {"kind": kind}, name=f"case-{kind}")
        for kind, word in {
            SheetKind.PERSON: "persoon",
            SheetKind.SAFETY: "veiligheid",
            SheetKind.JUDGEMENT: "beoordeling",
        }.items()
    ),
]
