"""What comes along with dropped files."""

from uitweg.cases.forms import Line, MeantForm
from uitweg.reports.forms import KeyOfForm


class DropForm(MeantForm):
    key = KeyOfForm()
    note = Line(required=False)
