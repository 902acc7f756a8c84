"""The reasons of the audit log as a template filter."""

from django import template

from uitweg.casework.dashboard.audit_log.rules import reason_words

register = template.Library()
register.filter(reason_words)
