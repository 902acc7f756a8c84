"""The words of the audit log as template filters."""

from django import template

from uitweg.casework.dashboard.rules.audit_words import (
    act_words,
    is_row_number,
    origin_words,
    reason_words,
    thing_words,
)

register = template.Library()
register.filter(act_words)
register.filter(thing_words)
register.filter(reason_words)
register.filter(origin_words)
register.filter(is_row_number)
