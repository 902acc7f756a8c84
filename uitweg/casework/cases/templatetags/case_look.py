"""What pages about a case look like: timeline, actions to do, and periods in words."""

from django import template

from uitweg.casework.cases.templatetags.action_rows import tick_form, to_do_rows
from uitweg.casework.cases.templatetags.period_words import period_words
from uitweg.casework.cases.templatetags.timeline_rows import timeline

register = template.Library()
register.simple_tag(timeline)
register.simple_tag(tick_form, takes_context=True)
register.simple_tag(to_do_rows, takes_context=True)
register.simple_tag(period_words)
