"""Pack the same bytes once for all processes of `./run test`.

To pack its pages as small as brotli can takes a public door two seconds of a processor, and the
tests start dozens of doors on the same pages. Python reads this file at its start where
`tests/packed_once` is on its path; it does nothing unless UITWEG_TESTS_PACKED names a folder.
"""

import os
from hashlib import sha256
from pathlib import Path
from typing import Any

if folder := os.environ.get("UITWEG_TESTS_PACKED"):
    import brotli

    packs = brotli.compress

    def packed(content: bytes, **how: Any) -> bytes:
        name = sha256(repr(sorted(how.items())).encode() + content).hexdigest()
        place = Path(folder) / name
        if place.exists():
            return place.read_bytes()
        made: bytes = packs(content, **how)
        fresh = place.with_name(f"{name}-{os.getpid()}")
        fresh.write_bytes(made)
        fresh.replace(place)
        return made

    brotli.compress = packed
