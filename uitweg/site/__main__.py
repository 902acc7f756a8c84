"""`python -m uitweg.site …` is what ./run calls."""

import sys

from uitweg.site.cli import main

sys.exit(main(sys.argv[1:]))
