"""The form that uploads mail and files to a case; the files themselves are in `request.FILES`."""

from uitweg.casework.cases.case.forms import AudienceForm, LineField
from uitweg.channel.conversation.forms import FormKeyField


class UploadForm(AudienceForm):
    key = FormKeyField()
    note = LineField(required=False)
