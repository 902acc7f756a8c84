"""What the rules say together, on the main page of a weighing."""

from typing import Any

from django import template

from uitweg.casework.appraisal.facts.rules.content import AppraisalContent
from uitweg.casework.appraisal.law.rules import aloud
from uitweg.platform.content import load

register = template.Library()


@register.inclusion_tag("law/rules_aloud.html")
def rules_aloud(content: AppraisalContent) -> dict[str, Any]:
    """Show act, means and purpose per offence, the dimensions, and how the case can end."""
    return {"rules": aloud.rules_aloud(content, load().appraisal)}
