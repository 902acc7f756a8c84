"""The reasons of the audit log as a template filter."""

from django import template

from uitweg.casework.dashboard.rules.reason_words import reason_words

register = template.Library()
register.filter(reason_words)
