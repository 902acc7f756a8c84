"""Addresses of partners: each room has its own."""

from uitweg.casework.partners.asked_actions import urls as asked_actions
from uitweg.casework.partners.conferences import urls as conferences
from uitweg.casework.partners.directory import urls as directory
from uitweg.casework.partners.dispatch import urls as dispatch
from uitweg.casework.partners.door import urls as door
from uitweg.casework.partners.finding import urls as finding
from uitweg.casework.partners.letters import urls as letters
from uitweg.casework.partners.organisation_pages import urls as organisation_pages
from uitweg.casework.partners.referrals import urls as referrals
from uitweg.casework.partners.routes import urls as routes

urlpatterns = [
    *organisation_pages.urlpatterns,
    *finding.urlpatterns,
    *directory.urlpatterns,
    *conferences.urlpatterns,
    *door.urlpatterns,
    *dispatch.urlpatterns,
    *letters.urlpatterns,
    *asked_actions.urlpatterns,
    *referrals.urlpatterns,
    *routes.urlpatterns,
]
