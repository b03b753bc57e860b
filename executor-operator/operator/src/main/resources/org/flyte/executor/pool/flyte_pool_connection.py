"""The connection of a supervisor to the operator: lines of JSON, see docs/behaviour/reuse.md."""

import asyncio
import json

BEAT_SECONDS = 5.0
LOST_SECONDS = 15.0
MAX_RECONNECT_SECONDS = 2.0
CONNECT_SECONDS = 5.0
MAX_MESSAGE = 1 << 20


class Connection:
    """Is made again whenever it is lost. What is sent while there is none is dropped: the supervisor says it again."""

    def __init__(self, address, supervisor):
        self.host, _, self.port = address.rpartition(":")
        self.supervisor = supervisor
        self.writer = None

    def send(self, message):
        if self.writer is not None and not self.writer.is_closing():
            self.writer.write(json.dumps(message).encode() + b"\n")

    async def run(self):
        wait = 0.1
        while True:
            try:
                opening = asyncio.open_connection(self.host, int(self.port), limit=MAX_MESSAGE)
                reader, writer = await asyncio.wait_for(opening, CONNECT_SECONDS)
            except (OSError, asyncio.TimeoutError):
                await asyncio.sleep(wait)
                wait = min(MAX_RECONNECT_SECONDS, wait * 2)
                continue
            try:
                if await self.converse(reader, writer):
                    wait = 0.1
            except (OSError, ValueError, KeyError, asyncio.TimeoutError, asyncio.IncompleteReadError):
                pass
            finally:
                self.writer = None
                writer.close()
            await asyncio.sleep(wait)
            wait = min(MAX_RECONNECT_SECONDS, wait * 2)

    async def converse(self, reader, writer):
        """Whether the operator has answered."""
        writer.write(json.dumps(self.supervisor.hello()).encode() + b"\n")
        line = await asyncio.wait_for(reader.readline(), LOST_SECONDS)
        if not line or json.loads(line)["type"] != "welcome":
            return False
        self.writer = writer
        self.supervisor.connected()
        beats = asyncio.create_task(self.beat())
        try:
            while line := await asyncio.wait_for(reader.readline(), LOST_SECONDS):
                self.supervisor.message(json.loads(line))
                await writer.drain()
        finally:
            beats.cancel()
        return True

    async def beat(self):
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            self.send({"type": "beat", "rss": self.supervisor.rss()})
