"""What spreadsheets shows on the pages of other parts."""

from uitweg.casework.spreadsheets.views.newest_import import newest_import
from uitweg.platform.ui.slots import fill

fill("cases.list", "spreadsheets/newest_import.html", newest_import)
