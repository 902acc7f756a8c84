"""What pages about partners show of a telephone number."""

from django import template

from uitweg.platform.identifiers.phones import written_phone

register = template.Library()
register.filter(written_phone)
