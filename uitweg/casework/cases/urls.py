"""The cases' addresses."""

from uitweg.casework.cases.coding import urls as coding
from uitweg.casework.cases.consents import urls as consents
from uitweg.casework.cases.emergency_access import urls as emergency_access
from uitweg.casework.cases.files import urls as files
from uitweg.casework.cases.grants import urls as grants
from uitweg.casework.cases.handing_over import urls as handing_over
from uitweg.casework.cases.keys import urls as keys
from uitweg.casework.cases.page import urls as page
from uitweg.casework.cases.periods import urls as periods
from uitweg.casework.cases.plan import urls as plan
from uitweg.casework.cases.sheets import urls as sheets
from uitweg.casework.cases.table import urls as table
from uitweg.casework.cases.timeline import urls as timeline
from uitweg.casework.cases.workflow import urls as workflow

urlpatterns = [
    *grants.urlpatterns,
    *keys.urlpatterns,
    *table.urlpatterns,
    *page.urlpatterns,
    *workflow.urlpatterns,
    *coding.urlpatterns,
    *consents.urlpatterns,
    *timeline.urlpatterns,
    *handing_over.urlpatterns,
    *emergency_access.urlpatterns,
    *sheets.urlpatterns,
    *files.urlpatterns,
    *plan.urlpatterns,
    *periods.urlpatterns,
]
