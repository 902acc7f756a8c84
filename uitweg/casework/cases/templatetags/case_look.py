"""Template tag `period_words`: how long a period still runs."""

from django import template

from uitweg.casework.cases.templatetags.period_words import period_words

register = template.Library()
register.simple_tag(period_words)
