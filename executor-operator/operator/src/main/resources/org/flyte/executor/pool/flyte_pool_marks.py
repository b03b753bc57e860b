"""Marks in the output of a worker, by which its supervisor knows which task has printed what."""

import contextvars
import io
import os
import threading

current = contextvars.ContextVar("flyte_pool_task", default=None)


class Marks:
    """Writes the marks."""

    def __init__(self, nonce):
        self.prefix = f"\x00{nonce} "
        self.lock = threading.Lock()

    def write(self, data):
        with self.lock:
            while data:
                data = data[os.write(1, data) :]

    def begin(self, name):
        self.write(f"{self.prefix}B {name}\n".encode())

    def end(self, name):
        self.write(f"{self.prefix}E {name}\n".encode())

    def line(self, name, text):
        self.write(f"{self.prefix}L {name} ".encode() + text + b"\n")


class TaggedOutput(io.TextIOBase):
    """A text stream whose lines belong to the task of the context that writes them."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, marks):
        self.marks = marks
        self.rests = {}
        self.lock = threading.Lock()

    def writable(self):
        return True

    def fileno(self):
        return 1

    def write(self, text):
        name = current.get()
        with self.lock:
            *lines, rest = (self.rests.pop(name, "") + text).split("\n")
            if rest:
                self.rests[name] = rest
            for line in lines:
                self.emit(name, line)
        return len(text)

    def emit(self, name, line):
        data = line.encode("utf-8", "replace")
        if name is None:
            self.marks.write(data + b"\n")
        else:
            self.marks.line(name, data)

    def finish(self, name):
        with self.lock:
            rest = self.rests.pop(name, "")
            if rest:
                self.emit(name, rest)


def flush_c():
    """Output of C code that is still in its buffers."""
    try:
        import ctypes

        ctypes.CDLL(None).fflush(None)
    except (ImportError, OSError, AttributeError):
        pass
