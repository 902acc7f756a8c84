"""Allow a process only the system calls that reading and computing need (seccomp).

The filter is made and loaded by libseccomp, which knows the numbers of each architecture. It is
there where apt or systemd is: both use it.
"""

import ctypes
import errno
import os
from functools import cache

LIBRARY = "libseccomp.so.2"
ARCHITECTURES = frozenset({"x86_64", "aarch64"})
"""Others have other calls for the same work, and a parser would fail by its own filter."""
ALLOW, FAIL_WITH = 0x7FFF0000, 0x00050000
ALL_THREADS = 4
"""The attribute of a filter by which it also holds for threads that run already."""
CLONE_THREAD = 0x00010000
NAMELESS_FILE = os.O_TMPFILE & ~os.O_DIRECTORY
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | NAMELESS_FILE
ANY_INT = 0xFFFFFFFF

MEMORY = ("brk", "mmap", "munmap", "mremap", "mprotect", "madvise", "membarrier")
OPEN_FILES = ("read", "readv", "pread64", "write", "writev", "lseek", "close", "dup")
ABOUT_FILES = ("fstat", "newfstatat", "stat", "lstat", "statx", "access", "faccessat", "faccessat2")
FOLDERS = ("getdents64", "getcwd", "readlink", "readlinkat")
THREADS = ("futex", "futex_wait", "futex_wake", "futex_waitv", "futex_requeue", "set_robust_list",
           "rseq", "set_tid_address", "sched_yield", "sched_getaffinity", "getcpu", "exit",
           "exit_group", "poll", "ppoll")  # fmt: skip
SIGNALS_TO_ITSELF = ("rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack")
ABOUT_ITSELF = ("getpid", "gettid", "getuid", "geteuid", "getgid", "getegid", "getrlimit",
                "getrusage", "uname", "sysinfo", "getrandom", "restart_syscall")  # fmt: skip
TIME = ("clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time",
        "times")  # fmt: skip
ALLOWED = (MEMORY + OPEN_FILES + ABOUT_FILES + FOLDERS + THREADS + SIGNALS_TO_ITSELF + ABOUT_ITSELF
           + TIME)  # fmt: skip


class _Masked(ctypes.Structure):
    """A condition: the bits of `mask` in an argument are those of `wanted`."""

    _fields_ = (
        ("argument", ctypes.c_uint),
        ("comparison", ctypes.c_int),
        ("mask", ctypes.c_uint64),
        ("wanted", ctypes.c_uint64),
    )


MASKED_EQUAL = 7
Condition = tuple[int, int, int]
"""Which argument (from 0), which of its bits, and what they must be."""


@cache
def load_library() -> ctypes.CDLL:
    """Load libseccomp, while this process may still open it. Raises OSError."""
    library = ctypes.CDLL(LIBRARY)
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_init.argtypes = [ctypes.c_uint32]
    for name in ("seccomp_load", "seccomp_release"):
        getattr(library, name).argtypes = [ctypes.c_void_p]
    library.seccomp_attr_set.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_uint32]
    library.seccomp_rule_add_array.argtypes = [
        ctypes.c_void_p,
        ctypes.c_uint32,
        ctypes.c_int,
        ctypes.c_uint,
        ctypes.POINTER(_Masked),
    ]
    return library


def keep_only_calls_of_a_reader() -> None:
    """Let this process make no other system calls than these; the rest fails, as on an old kernel.

    Raises OSError where this cannot be had.
    """
    if os.uname().machine not in ARCHITECTURES:
        raise OSError(errno.ENOSYS, os.uname().machine)
    library = load_library()
    filter_ = library.seccomp_init(FAIL_WITH | errno.ENOSYS)
    if not filter_:
        raise OSError(errno.ENOMEM, LIBRARY)
    try:
        _check(library.seccomp_attr_set(filter_, ALL_THREADS, 1))
        for name in ALLOWED:
            _add(library, filter_, name)
        # one more thread; a new process has not this bit, and clone3 keeps its bits out of sight
        _add(library, filter_, "clone", (0, CLONE_THREAD, CLONE_THREAD))
        # its own limits, to read: not those of another, and no new ones
        _add(library, filter_, "prlimit64", (0, ANY_INT, 0), (2, 2**64 - 1, 0))
        # to read only; what it may read is for Landlock to say, which sees the path
        _add(library, filter_, "open", (1, WRITING, 0))
        _add(library, filter_, "openat", (2, WRITING, 0))
        _check(library.seccomp_load(filter_))
    finally:
        library.seccomp_release(filter_)


def _add(library: ctypes.CDLL, filter_: int, name: str, *conditions: Condition) -> None:
    """Allow a call under these conditions. Raises OSError."""
    number = library.seccomp_syscall_resolve_name(name.encode())
    if number < 0:
        return  # this library or this architecture does not have it
    masked = (_Masked * len(conditions))(
        *(_Masked(argument, MASKED_EQUAL, mask, want) for argument, mask, want in conditions)
    )
    _check(library.seccomp_rule_add_array(filter_, ALLOW, number, len(conditions), masked))


def _check(result: int) -> None:
    """Raise OSError for libseccomp's negative error numbers."""
    if result < 0:
        raise OSError(-result, LIBRARY)
