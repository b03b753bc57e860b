"""The container that a warm worker runs in: its memory, and its Python."""

import os
import resource
import shutil
import sys


def cgroup_limit():
    """The memory limit of this container in bytes; 0 when there is none."""
    for path in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            with open(path) as file:
                text = file.read().strip()
        except OSError:
            continue
        return int(text) if text.isdigit() and int(text) < 1 << 60 else 0
    return 0


def oom_kills():
    """How many processes of this container the kernel has killed for their memory."""
    for path in ("/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control"):
        try:
            with open(path) as file:
                for line in file:
                    name, _, count = line.partition(" ")
                    if name == "oom_kill":
                        return int(count)
        except OSError:
            continue
    return 0


def resident_bytes(pid):
    """Resident memory of a process in bytes; 0 when it is not known."""
    try:
        with open(f"/proc/{pid}/statm") as file:
            return int(file.read().split()[1]) * resource.getpagesize()
    except (OSError, IndexError, ValueError):
        return 0


def interpreter():
    """The Python that runs `a0` in this image, by the first line of that script; else the one that runs this."""
    script = shutil.which("a0")
    try:
        with open(script or "", "rb") as file:
            first = file.readline(512)
    except OSError:
        return sys.executable
    if first.startswith(b"#!"):
        words = first[2:].decode("utf-8", "replace").split()
        if words and os.path.basename(words[0]).startswith("python") and os.access(words[0], os.X_OK):
            return words[0]
        if len(words) > 1 and os.path.basename(words[0]) == "env":
            return shutil.which(words[-1]) or sys.executable
    return sys.executable
