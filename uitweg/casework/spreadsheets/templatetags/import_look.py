"""The template tag that offers to undo a member's newest import on another part's page."""

from django import template

from uitweg.casework.spreadsheets.actions.undoing import newest_undoable

register = template.Library()


@register.inclusion_tag("spreadsheets/newest_import.html", takes_context=True)
def newest_import(context: template.Context) -> dict[str, object]:
    """Show the newest import of this member that can still be undone, with one button for it."""
    request = context["request"]
    done, until = newest_undoable(by=request.actor)
    return {"done": done, "until": until, "csrf_token": context["csrf_token"]}
