"""The worker's look at the files made of content: are those of now there? Else they are made.

In a process of its own, at a gentle pace: it takes a core for more than a minute, and what it
loads would stay in the worker. It needs no store, and each machine has its own folder: so it is a
thread beside the jobs, of which only one worker has a turn.
"""

import logging
import subprocess
import sys
import threading

from django.conf import settings

from uitweg.materials.version import is_current

FIRST_LOOK_SECONDS = 5
"""Not at once: a machine that starts has doors to open first."""
LOOK_SECONDS, REST_SECONDS = 60, 600
"""Between two looks, and after a build that failed."""
COMMAND = (sys.executable, "-m", "uitweg.site", "build-materials")

log = logging.getLogger("uitweg.worker")


def keep_materials(stopping: threading.Event) -> None:
    """Look until `stopping`, unless the settings say that the worker is not who builds."""
    pause = FIRST_LOOK_SECONDS
    while not stopping.wait(pause):
        are_there = not settings.BUILD_MATERIALS or build_if_changed(stopping)
        pause = LOOK_SECONDS if are_there else REST_SECONDS


def build_if_changed(stopping: threading.Event) -> bool:
    """Build when content, settings or code changed; return whether the files are those of now."""
    try:
        if is_current(settings.MATERIALS):
            return True
        code = _run(stopping)
    except OSError as error:
        code = error.errno or 1
    if code and not stopping.is_set():
        log.error("files made of content could not be built (%s): type build-materials", code)
    return not code


def _run(stopping: threading.Event) -> int:
    """Run the command, and end it when the worker stops; what it made so far counts for nothing."""
    with subprocess.Popen(COMMAND, stdout=subprocess.DEVNULL) as child:  # noqa: S603
        while child.poll() is None:
            if stopping.wait(0.2):
                child.kill()
        return child.returncode
