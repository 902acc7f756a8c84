"""What comes along with dropped files."""

from uitweg.casework.cases.forms.fields import AudienceForm, LineField
from uitweg.channel.forms import KeyOfForm


class DropForm(AudienceForm):
    key = KeyOfForm()
    note = LineField(required=False)
