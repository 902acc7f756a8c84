"""What pages about a case show of a period: how long it still runs, in words."""

from django import template

from uitweg.casework.cases.templatetags.period_words import period_words

register = template.Library()
register.simple_tag(period_words)
