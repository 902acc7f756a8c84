"""The form that lets a row for a national body go: what for, and which row the page showed."""

from django import forms

from uitweg.casework.cases.forms.fields import LineField
from uitweg.channel.forms import FormKeyField

USUAL_PURPOSE = "Landelijke registratie"


class NationalRowForm(forms.Form):
    """`doel` is what for, `gezien` the fingerprint of the row on the page.

    Nothing here says on what basis: that is the stored consent and no other.
    """

    key = FormKeyField()
    doel = LineField(initial=USUAL_PURPOSE)
    gezien = forms.RegexField("^[0-9a-f]{32}$")
