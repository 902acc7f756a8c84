"""Which columns of the list of cases a member chose."""

from django.db import models

from uitweg.platform.accounts.models import Member


class ChosenColumns(models.Model):
    """The values of `CaseColumn` that this member sees, on the page and in the Excel file."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="case_columns")
    columns = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"columns of {self.member_id}"
