"""The words of the audit log as template filters: acts, what was acted on, and from where."""

from django import template

from uitweg.platform.audit.rules import act_words, is_row_number, origin_words, thing_words

register = template.Library()
register.filter(act_words)
register.filter(thing_words)
register.filter(origin_words)
register.filter(is_row_number)
