"""Members by name, for pages that say whose a report is."""

from uitweg.platform.accounts.models import Member


def member_names() -> dict[int, str]:
    return dict(Member.objects.values_list("pk", "name"))
