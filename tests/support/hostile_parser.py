"""A parser as an attacker would have it: it tries one way out of its process and says what it got.

`tests/unit/test_sandbox_box.py` puts it in the place of a parser of ours. A way returns something
when it was open, and raises or returns nothing when it was shut.
"""

import ctypes
import json
import mmap
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

from uitweg.platform.sandbox.process import ParserAnswer

PARENT = os.getppid()
SECRET_LENGTH = 16
LIBC = ctypes.CDLL(None, use_errno=True)
IO_URING_SETUP, PIDFD_OPEN = 425, 434
PTRACE_SEIZE = 0x4206
SIGIO_OWNER = 8
"""F_SETOWN: who gets a signal when something comes in."""
WAYS: dict[str, Callable[[SimpleNamespace], object]] = {}


def way(function: Callable[[SimpleNamespace], object]) -> Callable[[SimpleNamespace], object]:
    WAYS[function.__name__] = function
    return function


def load(kind: str) -> Callable[[bytes], ParserAnswer]:
    return lambda content: run(kind, content)


def run(kind: str, content: bytes) -> ParserAnswer:
    try:
        got = WAYS[kind](SimpleNamespace(**json.loads(content)))
    except (Exception, SystemExit) as shut:
        return ParserAnswer({"open": False, "why": f"{type(shut).__name__}: {shut}"})
    return ParserAnswer({"open": bool(got), "why": repr(got)[:100]})


def libc(name: str, *arguments: object) -> int:
    """Call a function of the C library that returns -1 when it fails. Raises OSError."""
    result = getattr(LIBC, name)(*arguments)
    if result == -1:
        raise OSError(ctypes.get_errno(), name)
    return int(result) + 1  # 0 is a success too


# the processes with the keys


@way
def read_the_memory_of_the_parent(target: SimpleNamespace) -> object:
    with Path(f"/proc/{PARENT}/mem").open("rb", buffering=0) as memory:
        memory.seek(target.address)
        return memory.read(SECRET_LENGTH).decode() == target.secret


@way
def copy_the_memory_of_the_parent(target: SimpleNamespace) -> object:
    class Piece(ctypes.Structure):
        _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))

    room = ctypes.create_string_buffer(SECRET_LENGTH)
    here = Piece(ctypes.addressof(room), SECRET_LENGTH)
    there = Piece(target.address, SECRET_LENGTH)
    libc("process_vm_readv", PARENT, ctypes.byref(here), 1, ctypes.byref(there), 1, 0)
    return room.raw.decode() == target.secret


@way
def trace_the_parent(target: SimpleNamespace) -> object:
    return libc("ptrace", PTRACE_SEIZE, PARENT, None, None)


@way
def read_the_environment_of_the_parent(target: SimpleNamespace) -> object:
    return Path(f"/proc/{PARENT}/environ").read_bytes()


@way
def open_what_the_parent_has_open(target: SimpleNamespace) -> object:
    return Path(f"/proc/{PARENT}/fd/{target.open_file}").read_bytes()


@way
def open_a_pipe_of_the_parent(target: SimpleNamespace) -> object:
    return os.open(f"/proc/{PARENT}/fd/{target.open_pipe}", os.O_RDONLY | os.O_NONBLOCK) + 1


@way
def go_through_the_root_of_the_parent(target: SimpleNamespace) -> object:
    return Path(f"/proc/{PARENT}/root{target.private_file}").read_bytes()


@way
def signal_the_parent(target: SimpleNamespace) -> object:
    os.kill(PARENT, 0)
    return True


@way
def signal_a_thread_of_the_parent(target: SimpleNamespace) -> object:
    return libc("tgkill", PARENT, PARENT, 0)


@way
def signal_the_parent_by_a_descriptor(target: SimpleNamespace) -> object:
    return libc("syscall", PIDFD_OPEN, PARENT, 0)


@way
def have_the_kernel_signal_the_parent(target: SimpleNamespace) -> object:
    return libc("fcntl", 0, SIGIO_OWNER, PARENT)


@way
def slow_the_parent_down(target: SimpleNamespace) -> object:
    os.setpriority(os.PRIO_PROCESS, PARENT, os.getpriority(os.PRIO_PROCESS, PARENT))
    return True


@way
def see_the_limits_of_the_parent(target: SimpleNamespace) -> object:
    return resource.prlimit(PARENT, resource.RLIMIT_NOFILE)


# files


@way
def read_a_private_file(target: SimpleNamespace) -> object:
    return Path(target.private_file).read_bytes()


@way
def read_the_database(target: SimpleNamespace) -> object:
    return Path(target.database).read_bytes()


@way
def read_it_from_its_own_folder(target: SimpleNamespace) -> object:
    os.chdir(target.folder)
    return Path("private").read_bytes()


@way
def read_it_by_a_link_that_is_there(target: SimpleNamespace) -> object:
    return Path(target.link).read_bytes()


@way
def read_it_by_a_link_made_here(target: SimpleNamespace) -> object:
    Path(target.folder, "made").symlink_to(target.private_file)
    return Path(target.folder, "made").read_bytes()


@way
def list_a_folder(target: SimpleNamespace) -> object:
    return list(Path(target.folder).iterdir())


@way
def read_the_settings_of_the_program(target: SimpleNamespace) -> object:
    return Path(target.settings).read_bytes()


@way
def read_the_passwords_of_the_machine(target: SimpleNamespace) -> object:
    return Path("/etc/passwd").read_bytes()


@way
def list_its_own_open_files(target: SimpleNamespace) -> object:
    return list(Path("/proc/self/fd").iterdir())


@way
def make_a_file(target: SimpleNamespace) -> object:
    Path(target.folder, "made").touch()
    return True


@way
def make_a_file_in_memory_of_the_machine(target: SimpleNamespace) -> object:
    place = Path(f"/dev/shm/uitweg-{os.getpid()}")
    place.touch()
    place.unlink()
    return True


@way
def empty_a_file(target: SimpleNamespace) -> object:
    os.truncate(target.victim, 0)
    return True


@way
def open_a_file_for_writing(target: SimpleNamespace) -> object:
    return os.open(target.victim, os.O_WRONLY) + 1


@way
def delete_a_file(target: SimpleNamespace) -> object:
    Path(target.victim).unlink()
    return True


@way
def rename_a_file(target: SimpleNamespace) -> object:
    return Path(target.victim).rename(f"{target.victim}-renamed")


@way
def give_a_file_to_everyone(target: SimpleNamespace) -> object:
    Path(target.private_file).chmod(0o600)
    return True


@way
def make_a_folder(target: SimpleNamespace) -> object:
    Path(target.folder, "made-folder").mkdir()
    return True


@way
def make_a_pipe(target: SimpleNamespace) -> object:
    os.mkfifo(Path(target.folder, "made-pipe"))
    return True


@way
def use_what_the_parent_left_open(target: SimpleNamespace) -> object:
    return os.fstat(target.open_file)


@way
def use_a_connection_the_parent_left_open(target: SimpleNamespace) -> object:
    return os.fstat(target.open_connection)


# the network


@way
def connect_by_tcp(target: SimpleNamespace) -> object:
    return socket.create_connection(("127.0.0.1", target.port), timeout=2)


@way
def send_by_udp(target: SimpleNamespace) -> object:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        return sender.sendto(b"out", ("127.0.0.1", target.port))


@way
def listen_for_others(target: SimpleNamespace) -> object:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@way
def connect_to_a_socket_in_a_folder(target: SimpleNamespace) -> object:
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect(target.socket)
        return True


@way
def connect_to_a_socket_without_a_folder(target: SimpleNamespace) -> object:
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect("\0" + target.abstract)
        return True


@way
def ask_the_kernel_by_netlink(target: SimpleNamespace) -> object:
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as asking:
        asking.bind((0, 0))
        return asking.getsockname()


@way
def make_a_pair_of_sockets(target: SimpleNamespace) -> object:
    return socket.socketpair()


# programs and processes


@way
def start_a_program(target: SimpleNamespace) -> object:
    return subprocess.run(["/bin/echo", "out"], capture_output=True, check=True).stdout


@way
def become_a_program(target: SimpleNamespace) -> object:
    answer = '{"values": {"open": true, "why": "exec"}, "lengths": []}'
    os.execv("/bin/echo", ["echo", answer])


@way
def make_a_program_in_memory(target: SimpleNamespace) -> object:
    return os.memfd_create("program") + 1


@way
def make_processes_without_end(target: SimpleNamespace) -> object:
    made = []
    for _ in range(50):
        number = os.fork()
        if number == 0:
            os._exit(0)
        made.append(number)
    return [os.waitpid(number, 0) for number in made]


@way
def set_a_limit_back(target: SimpleNamespace) -> object:
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return True


@way
def take_more_memory_than_it_may(target: SimpleNamespace) -> object:
    return len(bytearray(1024**3))


@way
def show_its_memory_again(target: SimpleNamespace) -> object:
    return libc("prctl", 4, ctypes.c_ulong(1))


# the kernel


@way
def have_the_kernel_work_in_a_ring(target: SimpleNamespace) -> object:
    return libc("syscall", IO_URING_SETUP, 4, ctypes.create_string_buffer(120))


@way
def make_a_world_of_its_own(target: SimpleNamespace) -> object:
    os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNS)
    return True


@way
def enter_the_network_of_the_parent(target: SimpleNamespace) -> object:
    return os.open(f"/proc/{PARENT}/ns/net", os.O_RDONLY) + 1


@way
def mount_something(target: SimpleNamespace) -> object:
    folder = target.folder.encode()
    return libc("mount", b"none", folder, b"tmpfs", 0, None) and libc("umount2", folder, 0)


@way
def share_memory_with_others(target: SimpleNamespace) -> object:
    return libc("shmget", 0, mmap.PAGESIZE, 0o1600)


@way
def watch_a_folder(target: SimpleNamespace) -> object:
    return libc("inotify_init")


@way
def keep_a_key_in_the_kernel(target: SimpleNamespace) -> object:
    number = {"x86_64": 248, "aarch64": 217}[os.uname().machine]
    return libc("syscall", number, b"user", b"uitweg", b"x", 1, -2)


@way
def run_a_program_of_the_kernel(target: SimpleNamespace) -> object:
    number = {"x86_64": 321, "aarch64": 280}[os.uname().machine]
    room = ctypes.create_string_buffer(128)
    room[0:4] = (1).to_bytes(4, sys.byteorder)  # a table of numbers, 4 bytes each, one entry
    room[0:16] = b"".join(n.to_bytes(4, sys.byteorder) for n in (2, 4, 4, 1))
    return libc("syscall", number, 0, room, 128)
