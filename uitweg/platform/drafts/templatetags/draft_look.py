"""The template tag that hands a page's drafts to its script: `{% page_drafts %}`."""

from django import template
from django.urls import reverse

from uitweg.platform.drafts.actions import drafts
from uitweg.platform.drafts.actions.places import draft_for_page

register = template.Library()


@register.inclusion_tag("drafts/draft_here.html", takes_context=True)
def page_drafts(context: template.Context, name: str = "", *args: object) -> dict[str, object]:
    """Hand over the drafts under the address with this name or, without one, of this page.

    A page shown again after an error has in `was_there` what its form held before the member
    typed in it.
    """
    request = context["request"]
    address = reverse(name, args=args) if name else request.path
    opened = drafts.open_drafts(under=address, of=request.actor)
    for_page = (draft_for_page(draft, request.actor) for draft in opened)
    for_script = {
        "kept": [draft for draft in for_page if draft],
        "back": request.path if request.method == "POST" else "",
        "was": context.get("was_there", {}),
    }
    return {"for_script": for_script, "nonce": context["csp_nonce"]}
