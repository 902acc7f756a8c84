"""Landlock: a process gives up opening files and connecting, for good, without being root.

Source: the kernel's documentation, userspace-api/landlock.rst. A kernel newer than this module
only has more that could be given up; an older one gets the part that it knows.
"""

import ctypes
import os
import struct
from collections.abc import Iterable

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""Numbers of system calls; these are the same on every architecture."""
ASK_VERSION, PATH_BENEATH = 1, 1
FIRST_FILE_RIGHTS = 13
"""How many rights on files version 1 knew: one bit each, from running a file to making a link."""
RIGHT_ADDED_IN = (2, 3, 5)
"""Moving between folders, cutting a file short, and commands to devices."""
READ_FILE, READ_FOLDER = 1 << 2, 1 << 3
TCP_SINCE, BIND_AND_CONNECT = 4, 0b11
SCOPES_SINCE, ABSTRACT_SOCKETS_AND_SIGNALS = 6, 0b11


def keep_only_reading_in(folders: Iterable[str]) -> None:
    """Let this thread open nothing any more, except to read a file in these folders.

    Connections over TCP, sockets and signals of processes outside go too where the kernel can.
    Threads that run already keep what they had. Raises OSError when this kernel has no Landlock.
    """
    if not hasattr(os, "O_PATH"):
        raise OSError("not Linux, where these numbers mean other calls")
    version = _call(CREATE_RULESET, None, 0, ASK_VERSION)
    rights = FIRST_FILE_RIGHTS + sum(version >= since for since in RIGHT_ADDED_IN)
    given_up = struct.pack(
        "=QQQ",
        (1 << rights) - 1,
        BIND_AND_CONNECT if version >= TCP_SINCE else 0,
        ABSTRACT_SOCKETS_AND_SIGNALS if version >= SCOPES_SINCE else 0,
    )
    ruleset = _call(CREATE_RULESET, given_up, len(given_up), 0)
    try:
        for folder in folders:
            _allow_reading(ruleset, folder)
        _call(RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow_reading(ruleset: int, folder: str) -> None:
    opened = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    try:
        rule = struct.pack("=Qi", READ_FILE | READ_FOLDER, opened)
        _call(ADD_RULE, ruleset, PATH_BENEATH, rule, 0)
    finally:
        os.close(opened)


def _call(number: int, *arguments: int | bytes | None) -> int:
    """Make a system call. Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    whole = (ctypes.c_long(item) if isinstance(item, int) else item for item in arguments)
    result: int = libc.syscall(ctypes.c_long(number), *whole)
    if result < 0:
        raise OSError(ctypes.get_errno(), "Landlock")
    return result
