"""What the rules say together, on the main page of a weighing."""

from typing import Any

from django import template

from uitweg.casework.appraisal.rules import aloud
from uitweg.casework.appraisal.rules.content import AppraisalContent
from uitweg.platform.content import load

register = template.Library()


@register.inclusion_tag("appraisal/rules_aloud.html")
def rules_aloud(content: AppraisalContent) -> dict[str, Any]:
    """Show act, means and purpose per offence, the dimensions, and how the case can end."""
    return {"rules": aloud.rules_aloud(content, load().appraisal)}
