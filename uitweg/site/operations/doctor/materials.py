"""The files made of content: whether they are there, and of the content of now."""

from django.conf import settings

from uitweg.materials.version import built_version, materials_version
from uitweg.site.operations.doctor.finding import Findings, Patient, attention, good

MADE = good("materials-made", "Slides, papers and packages are made of the content of now.")
MISSING = attention(
    "materials-missing",
    "{folder} has no slides, papers and packages: visitors read that they are being made.",
    "The worker makes them within minutes; on a machine without one: `./run build-materials`.",
)
OLD = attention(
    "materials-old",
    "The files in {folder} are older than content/, the settings or the program.",
    "The worker makes them anew within minutes. If not, `./run build-materials` says why.",
)
SYMPTOMS = (MADE, MISSING, OLD)


def examine(_patient: Patient) -> Findings:
    """Compare the set that doors read with the content, the settings and the program."""
    folder = settings.MATERIALS
    built = built_version(folder)
    if built is None:
        yield MISSING.found(folder=folder)
    elif built != materials_version():
        yield OLD.found(folder=folder)
    else:
        yield MADE.found()
