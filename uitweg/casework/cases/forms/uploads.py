"""What comes along with dropped files."""

from uitweg.casework.cases.forms.fields import AudienceForm, LineField
from uitweg.channel.forms import FormKeyField


class UploadForm(AudienceForm):
    key = FormKeyField()
    note = LineField(required=False)
