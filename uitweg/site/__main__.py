"""`python -m uitweg.site …` is what ./run calls."""

import sys

from uitweg.site.operations.cli import main

sys.exit(main(sys.argv[1:]))
