"""`python -m tests.walk.city`: make the demo's city at the walk's moment, with the walk's chance."""

import runpy
import sys

from tests.walk import fixed

fixed.hold()
fixed.begin("city")
sys.argv = ["uitweg.site", "make-demo"]
runpy.run_module("uitweg.site", run_name="__main__")
