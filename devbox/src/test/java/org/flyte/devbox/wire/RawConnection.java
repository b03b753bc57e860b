package org.flyte.devbox.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One HTTP/1.1 connection on a plain socket: what goes over it is what the test wrote. */
final class RawConnection implements AutoCloseable {
    private static final int SILENCE_MILLIS = 90_000;

    /** Status line and headers, names in lower case. */
    record Head(int status, Map<String, String> headers) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    private final Socket socket;
    private final InputStream in;
    private Head head;
    private InputStream body;

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        socket.setSoTimeout(SILENCE_MILLIS);
    }

    static RawConnection open(int port) throws IOException {
        return over(new Socket("127.0.0.1", port));
    }

    /** Like {@link #open}, with a small receive buffer, so that not reading is felt by the server. */
    static RawConnection narrow(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        return new RawConnection(socket);
    }

    static RawConnection over(Socket socket) throws IOException {
        return new RawConnection(socket);
    }

    /** Writes a POST whose body goes out in chunks of the given size, without content-length. */
    void post(String path, Map<String, String> headers, byte[] body, int chunk) throws IOException {
        StringBuilder text = new StringBuilder("POST ").append(path).append(" HTTP/1.1\r\n");
        if (!headers.containsKey("host")) {
            text.append("host: localhost\r\n");
        }
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        text.append("transfer-encoding: chunked\r\n\r\n");
        OutputStream out = socket.getOutputStream();
        out.write(text.toString().getBytes(ISO_8859_1));
        for (int from = 0; from < body.length; from += chunk) {
            byte[] part = Arrays.copyOfRange(body, from, Math.min(body.length, from + chunk));
            out.write((Integer.toHexString(part.length) + "\r\n").getBytes(ISO_8859_1));
            out.write(part);
            out.write("\r\n".getBytes(ISO_8859_1));
            out.flush();
        }
        out.write("0\r\n\r\n".getBytes(ISO_8859_1));
        out.flush();
    }

    /** The head of the answer; blocks until it is there. */
    Head head() throws IOException {
        if (head == null) {
            int status = Integer.parseInt(line().split(" ", 3)[1]);
            Map<String, String> headers = new TreeMap<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            head = new Head(status, headers);
        }
        return head;
    }

    /** The body of the answer as the server sent it, without the framing of HTTP. */
    InputStream body() throws IOException {
        if (body == null) {
            String length = head().header("content-length");
            if (head().header("transfer-encoding").equals("chunked")) {
                body = new Chunked();
            } else {
                body = length.isEmpty() ? in : new ByteArrayInputStream(in.readNBytes(Integer.parseInt(length)));
            }
        }
        return body;
    }

    /** Cuts the connection without a goodbye. */
    void cut() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String line() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended in a line: " + text);
            }
            text.append((char) next);
        }
        return text.toString().stripTrailing();
    }

    private final class Chunked extends InputStream {
        private long left;
        private boolean ended;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (left == 0 && !ended) {
                left = Long.parseLong(line(), 16);
                if (left == 0) {
                    line();
                    ended = true;
                }
            }
            if (ended) {
                return -1;
            }
            int count = in.read(target, offset, (int) Math.min(left, length));
            if (count < 0) {
                throw new EOFException("the connection ended inside a chunk");
            }
            left -= count;
            if (left == 0) {
                line();
            }
            return count;
        }
    }
}
