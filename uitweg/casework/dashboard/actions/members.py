"""The names of members, for pages that say whose a report is."""

from uitweg.platform.accounts.models import Member


def member_names() -> dict[int, str]:
    """Return the name of each member, former ones too, by id."""
    return dict(Member.objects.values_list("pk", "name"))
