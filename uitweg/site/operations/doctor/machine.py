"""The machine: swap, core dumps, room on the disk, free memory."""

import ctypes
import resource
import shutil
from collections.abc import Iterator
from pathlib import Path

from uitweg.site.config.environment import DATA
from uitweg.site.operations.doctor.finding import Finding, Findings, Patient, attention, good, wrong

NO_SWAP = good("swap-safe", "What is in memory is never written to a disk in the clear.")
SWAP = wrong(
    "swap-in-the-clear",
    "Swap on {place} is not encrypted: opened keys can land on that disk.",
    "`swapoff -a` and take it out of /etc/fstab, or encrypt it (crypttab with /dev/urandom). "
    "zram is fine.",
)
NO_CORE = good("no-core-dumps", "A process that crashes leaves no copy of its memory.")
CORE = wrong(
    "core-dumps",
    "A process that crashes leaves a copy of its memory: set LimitCORE=0 in its unit.",
    "A core dump of the staff door holds opened keys (start.md, 6).",
)
ROOM = good("disk-room", "The disk of {folder} has {free} free.")
LITTLE_ROOM = attention(
    "disk-little-room",
    "The disk of {folder} has only {free} free.",
    "Make room, or give it a larger disk: files of reporters and backups need it.",
)
NO_ROOM = wrong(
    "disk-full",
    "The disk of {folder} has only {free} free: reports are about to be refused.",
    "Make room now. The public door asks visitors to wait when the disk fills up.",
)
MEMORY = good("memory-free", "This machine has {free} of memory free.")
LITTLE_MEMORY = attention(
    "memory-little",
    "This machine has only {free} of memory free.",
    "The three processes use some 300 MB together, and each file that is read up to 500 MB more.",
)

GB = 10**9
LITTLE_BYTES, FULL_BYTES, LITTLE_MEMORY_BYTES = 5 * GB, GB // 2, GB // 2
GET_DUMPABLE = 3
"""Of prctl(2)."""


def examine(patient: Patient) -> Findings:
    """Look at this machine, as this process sees it."""
    yield from swap(Path("/proc/swaps"), Path("/sys/class/block"))
    yield (NO_CORE if leaves_no_core() else CORE).found()
    folder = Path(patient.environment.get("UITWEG_DATA") or DATA)
    if folder.is_dir():
        yield room(folder, shutil.disk_usage(folder).free)
    yield from memory(Path("/proc/meminfo"))


def swap(table: Path, devices: Path) -> Iterator[Finding]:
    """Judge each area of swap: encrypted (dm-crypt), in memory (zram), or in the clear."""
    try:
        lines = table.read_text().splitlines()[1:]
    except OSError:
        return
    open_places = [line.split()[0] for line in lines if not _is_safe(line.split()[0], devices)]
    yield from (SWAP.found(place=place) for place in open_places)
    if not open_places:
        yield NO_SWAP.found()


def _is_safe(place: str, devices: Path) -> bool:
    name = Path(place).resolve().name if place.startswith("/dev/") else ""
    if name.startswith("zram"):
        return True
    try:
        return (devices / name / "dm" / "uuid").read_text().startswith("CRYPT-")
    except OSError:
        return False


def leaves_no_core() -> bool:
    """Return whether processes started as this one was leave no core dump."""
    try:
        if ctypes.CDLL(None).prctl(GET_DUMPABLE, 0, 0, 0, 0) == 0:
            return True
    except (OSError, AttributeError):
        pass  # not Linux
    return resource.getrlimit(resource.RLIMIT_CORE)[0] == 0


def room(folder: Path, free: int) -> Finding:
    symptom = NO_ROOM if free < FULL_BYTES else LITTLE_ROOM if free < LITTLE_BYTES else ROOM
    return symptom.found(folder=folder, free=_in_words(free))


def memory(table: Path) -> Iterator[Finding]:
    try:
        lines = dict(line.split(":", 1) for line in table.read_text().splitlines())
        free = int(lines["MemAvailable"].split()[0]) * 1024
    except (OSError, ValueError, KeyError):
        return
    yield (LITTLE_MEMORY if free < LITTLE_MEMORY_BYTES else MEMORY).found(free=_in_words(free))


def _in_words(amount: int) -> str:
    return f"{amount / GB:.1f} GB" if amount >= GB else f"{amount // 10**6} MB"
