"""What a member reads after an act that took a row away."""

from typing import Any

from django import template

from uitweg.platform.ui.notices import read_notice

NOTICE_WORDS = {
    "call-advice": "{} is klaar, met alleen advies.",
    "call-signal": "{} staat als signaal op Nu. Iemand van het team beoordeelt het.",
    "call-shift": "{} ligt klaar voor de volgende dienst.",
    "call-read": "{} is gelezen.",
    "call-passed": "{} is doorgegeven. Op Nu zie je wanneer het is overgenomen.",
    "report-advice": "{} is gesloten met alleen advies.",
    "case-handed": "{} is overgedragen. De nieuwe eigenaar leest waarom.",
    "case-closed": "{} is gesloten.",
    "glass-judged": "Je oordeel over {} is bewaard.",
}


def done_here(context: template.Context) -> str:
    """Return the sentence for what was just done; empty for what we do not know."""
    request: Any = context.get("request")
    done, number = read_notice(request) if request else ("", "")
    return NOTICE_WORDS[done].format(number) if done in NOTICE_WORDS else ""
