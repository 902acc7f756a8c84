"""What a process may use that reads something of a stranger, or typesets: set before it loads."""

import resource

MOST_MEMORY_BYTES = 2 * 1024**3
MOST_CPU_SECONDS = 25


def limit_process(*, memory: int = MOST_MEMORY_BYTES, seconds: int = MOST_CPU_SECONDS) -> None:
    """Bound memory (bytes) and time, and let this process write no file at all."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
