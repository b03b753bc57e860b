package org.flyte.platform.connect.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** Forwards TCP connections; those it has can be made to go silent without a word to either end. */
final class Proxy implements AutoCloseable {
    private record Link(Socket near, Socket far, AtomicBoolean silent) {}

    private final ServerSocket server;
    private final int target;
    private final List<Link> links = new CopyOnWriteArrayList<>();

    Proxy(int port, int target) {
        this.target = target;
        try {
            server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress("localhost", port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int connections() {
        return links.size();
    }

    void silenceThoseOpen() {
        links.forEach(link -> link.silent().set(true));
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Link link : links) {
            link.near().close();
            link.far().close();
        }
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Link link = new Link(server.accept(), new Socket("localhost", target), new AtomicBoolean());
                links.add(link);
                Thread.ofVirtual().start(() -> forward(link, link.near(), link.far()));
                Thread.ofVirtual().start(() -> forward(link, link.far(), link.near()));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private static void forward(Link link, Socket from, Socket to) {
        byte[] piece = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                if (!link.silent().get()) {
                    out.write(piece, 0, read);
                    out.flush();
                }
            }
        } catch (IOException closed) {
            // One end has gone.
        }
    }
}
