"""Passes connections to a local port on to another address, as `kubectl port-forward` does, but to a Service and not to one of its pods.

    forward.py LOCAL_PORT HOST PORT
"""

import asyncio
import sys


async def pipe(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
    except (ConnectionError, OSError):
        writer.close()


async def main():
    local, host, port = sys.argv[1:]

    async def serve(reader, writer):
        try:
            far_reader, far_writer = await asyncio.open_connection(host, int(port))
        except OSError:
            writer.close()
            return
        await asyncio.gather(pipe(reader, far_writer), pipe(far_reader, writer))
        far_writer.close()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", int(local))
    async with server:
        await server.serve_forever()


asyncio.run(main())
