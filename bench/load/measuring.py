"""CPU and memory of processes, percentiles, and the wait for a quiet machine. Standard library only."""
import contextlib
import os
import time

TICKS = os.sysconf("SC_CLK_TCK")


def percentiles(values, *marks):
    """In the values' own unit, nearest rank."""
    ordered = sorted(values)
    if not ordered:
        return {f"p{m}": None for m in marks}
    return {f"p{m}": round(ordered[min(len(ordered) - 1, int(len(ordered) * m / 100))], 3) for m in marks} | {"max": round(ordered[-1], 3)}


def processes():
    """LOAD_PROCESSES: name=pid,name=pid… of what shares the work on this machine."""
    return {name: int(pid) for name, pid in (pair.split("=") for pair in os.environ.get("LOAD_PROCESSES", "").split(",") if pair)}


def family(pid):
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError):
                children.setdefault(int(open(f"/proc/{entry}/stat").read().rsplit(")", 1)[1].split()[1]), []).append(int(entry))
    found, todo = [], [pid]
    while todo:
        found.append(todo.pop())
        todo += children.get(found[-1], [])
    return found


def cpu_seconds(pid):
    """Of the process, its living descendants and those it has reaped."""
    total = 0
    for member in family(pid):
        with contextlib.suppress(OSError):
            fields = open(f"/proc/{member}/stat").read().rsplit(")", 1)[1].split()
            total += sum(int(fields[i]) for i in ((11, 12, 13, 14) if member == pid else (11, 12)))
    return total / TICKS


def memory_mib(pid):
    fields = {}
    with contextlib.suppress(OSError):
        fields = dict(line.split(":", 1) for line in open(f"/proc/{pid}/status"))
    return {"rss_mib": int(fields.get("VmRSS", "0 kB").split()[0]) // 1024, "peak_mib": int(fields.get("VmHWM", "0 kB").split()[0]) // 1024}


@contextlib.contextmanager
def cpu(into):
    """Adds CPU seconds by process and the wall time."""
    before, start = {n: cpu_seconds(p) for n, p in processes().items()}, time.monotonic()
    yield
    into["wall_s"] = round(time.monotonic() - start, 2)
    into["cpu_s"] = {n: round(cpu_seconds(p) - before[n], 2) for n, p in processes().items()}


def quiet(limit, patience):
    """Waits until the machine's other work is small (5 s average of busy CPUs), for at most --patience seconds."""
    def sample():
        fields = [int(v) for v in open("/proc/stat").readline().split()[1:]]
        return sum(fields) - fields[3] - fields[4], time.monotonic()
    for _ in range(max(1, int(patience // 5))):
        busy, start = sample()
        time.sleep(5)
        later, end = sample()
        used = (later - busy) / TICKS / (end - start)
        if used <= limit:
            return round(used, 2)
    return round(used, 2)
