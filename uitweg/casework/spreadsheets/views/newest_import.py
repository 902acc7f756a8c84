"""What offers to undo a member's newest import, above the list of cases."""

from django.template import Context

from uitweg.casework.spreadsheets.actions.undoing import newest_undoable


def newest_import(context: Context) -> dict[str, object]:
    """Show the newest import of this member that can still be undone, with one button for it."""
    request = context["request"]
    done, until = newest_undoable(by=request.actor)
    return {"done": done, "until": until}
