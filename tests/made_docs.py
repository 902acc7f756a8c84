"""Say which docs no longer equal the code; `./run docs` makes them."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.config.settings")
django.setup()

from uitweg.site.operations import generated_docs  # noqa: E402

found = generated_docs.stale_docs()
for name in found:
    sys.stdout.write(f"docs/{name} is not what the code says: run ./run docs\n")
sys.exit(bool(found))
