"""The addresses of the duty pages."""

from uitweg.casework.duty.callouts import urls as callouts
from uitweg.casework.duty.emergency_access import urls as emergency_access
from uitweg.casework.duty.handover import urls as handover
from uitweg.casework.duty.promises import urls as promises
from uitweg.casework.duty.reachability import urls as reachability
from uitweg.casework.duty.rota import urls as rota

urlpatterns = [
    *callouts.urlpatterns,
    *rota.urlpatterns,
    *reachability.urlpatterns,
    *promises.urlpatterns,
    *handover.urlpatterns,
    *emergency_access.urlpatterns,
]
