"""Addresses of the weighing of a case."""

from uitweg.casework.appraisal.axis import urls as axis
from uitweg.casework.appraisal.facts import urls as facts
from uitweg.casework.appraisal.fund_annex import urls as fund_annex
from uitweg.casework.appraisal.judging import urls as judging
from uitweg.casework.appraisal.page import urls as page
from uitweg.casework.appraisal.paper import urls as paper
from uitweg.casework.appraisal.youngster_page import urls as youngster_page

urlpatterns = [
    *page.urlpatterns,
    *paper.urlpatterns,
    *facts.urlpatterns,
    *judging.urlpatterns,
    *axis.urlpatterns,
    *youngster_page.urlpatterns,
    *fund_annex.urlpatterns,
]
