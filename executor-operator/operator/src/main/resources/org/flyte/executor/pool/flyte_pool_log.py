"""The output of a worker, as lines of the tasks that have printed them."""

import base64
import gzip
import os
import time

MAX_LINE = 16 * 1024
MAX_KEPT_LOG = 256 * 1024
MAX_TAIL = 2048


def now_text():
    """The time as a node stamps lines of a log."""
    seconds, nanos = divmod(time.time_ns(), 1_000_000_000)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{nanos:09d}Z"


class KeptLog:
    """The stamped lines of one task, until there are too many to be sent with its end."""

    def __init__(self):
        self.lines = []
        self.size = 0
        self.complete = True
        self.tail = b""

    def add(self, text):
        self.tail = (self.tail + text + b"\n")[-MAX_TAIL:]
        if not self.complete:
            return
        line = now_text().encode() + b" " + text + b"\n"
        self.size += len(line)
        if self.size > MAX_KEPT_LOG:
            self.complete = False
            self.lines.clear()
        else:
            self.lines.append(line)

    def encoded(self):
        """None when the log of the pod must be read instead."""
        if not self.complete:
            return None
        return base64.b64encode(gzip.compress(b"".join(self.lines), 1)).decode()


class Output:
    """Splits the output of the worker into lines, and gives each to the task that has printed it."""

    def __init__(self, nonce, tasks, write):
        self.mark = b"\x00" + nonce.encode() + b" "
        self.tasks = tasks
        self.write = write
        self.current = None
        self.rest = b""

    def feed(self, data):
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in lines:
            self.line(line)
        while len(self.rest) > MAX_LINE:
            cut = self.rest.find(b"\x00", MAX_LINE - 256, MAX_LINE)
            cut = MAX_LINE if cut <= 0 else cut
            self.line(self.rest[:cut])
            self.rest = self.rest[cut:]

    def close(self):
        if self.rest:
            self.line(self.rest)
            self.rest = b""

    def line(self, line):
        before, mark, marked = line.partition(self.mark)
        if not mark:
            self.print(self.current, line)
            return
        if before:
            self.print(self.current, before)
        kind, _, rest = marked.partition(b" ")
        name, _, text = rest.partition(b" ")
        task = self.tasks.get(name.decode("ascii", "replace"))
        if kind == b"B":
            self.current = task
        elif kind == b"E":
            self.current = None
            if task:
                task.output_ended.set()
        elif kind == b"L":
            self.print(task, text)

    def print(self, task, text):
        for start in range(0, len(text) or 1, MAX_LINE):
            piece = text[start : start + MAX_LINE]
            if task:
                task.log.add(piece)
            self.write(b"@" + (task.stamp if task else "-").encode() + b" " + piece + b"\n")


def write_out(data):
    """Blocks: when nobody takes the output of the container, its processes wait, as without a pool."""
    while data:
        data = data[os.write(1, data) :]
