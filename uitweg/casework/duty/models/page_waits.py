"""How long pages waited until somebody took them: kept apart, since their moments become days."""

from django.db import models

from uitweg.casework.duty.models.paging import Page


class PageWait(models.Model):
    """The seconds from the opening of one page to the first time that somebody took it.

    In whole minutes, coarser the longer it took: see `answer_times.coarse_minutes`.
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="wait")
    seconds = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"wait of page {self.page_id}"
