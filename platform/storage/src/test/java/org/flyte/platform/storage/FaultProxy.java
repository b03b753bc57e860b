package org.flyte.platform.storage;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Passes HTTP requests on to a server, one for each connection, with a fault for some of them. */
final class FaultProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final URI target;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Fault> next = new ConcurrentLinkedQueue<>();
    private volatile Fault always = Fault.NONE;
    private final AtomicInteger requests = new AtomicInteger();

    FaultProxy(URI target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.submit(this::accept);
    }

    /**
     * What happens to a request.
     *
     * @param answer sent instead of passing the request on, "" to pass it on
     * @param cutRequest bytes of the body that arrive before the connection breaks, -1 for all
     * @param cutAnswer bytes of the answer's body that arrive before the connection breaks, -1 for all
     */
    record Fault(String answer, boolean flipRequest, int cutRequest, boolean flipAnswer, int cutAnswer) {
        static final Fault NONE = new Fault("", false, -1, false, -1);
        static final Fault FLIP_ANSWER = new Fault("", false, -1, true, -1);
        static final Fault FLIP_REQUEST = new Fault("", true, -1, false, -1);

        static Fault answer(String status, String headers, String body) {
            return new Fault(
                    "HTTP/1.1 %s\r\n%sConnection: close\r\nContent-Length: %d\r\n\r\n%s"
                            .formatted(status, headers, body.length(), body),
                    false,
                    -1,
                    false,
                    -1);
        }

        static Fault busy() {
            return answer("503 Slow Down", "Content-Type: application/xml\r\n", "<Error><Code>SlowDown</Code></Error>");
        }

        static Fault cutAnswer(int after) {
            return new Fault("", false, -1, false, after);
        }

        static Fault cutRequest(int after) {
            return new Fault("", false, after, false, -1);
        }
    }

    String endpoint() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** The next requests have these faults, one each. */
    void next(Fault... faults) {
        requests.set(0);
        next.addAll(List.of(faults));
    }

    /** All requests have this fault from now on. */
    void always(Fault fault) {
        requests.set(0);
        next.clear();
        always = fault;
    }

    int requests() {
        return requests.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                threads.submit(() -> serve(client));
            }
        } catch (IOException closed) {
            // The end.
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setSoTimeout(20_000);
            InputStream in = new BufferedInputStream(client.getInputStream());
            String head = head(in);
            requests.incrementAndGet();
            Fault queued = next.poll();
            Fault fault = queued == null ? always : queued;
            if (head.toLowerCase(Locale.ROOT).contains("expect: 100-continue")) {
                client.getOutputStream().write(ascii("HTTP/1.1 100 Continue\r\n\r\n"));
            }
            byte[] body =
                    in.readNBytes(fault.cutRequest() >= 0 ? Math.min(fault.cutRequest(), length(head)) : length(head));
            if (fault.cutRequest() >= 0) {
                return;
            }
            if (!fault.answer().isEmpty()) {
                client.getOutputStream().write(ascii(fault.answer()));
                return;
            }
            if (fault.flipRequest() && body.length > 0) {
                body[body.length / 2] ^= 1;
            }
            pass(head, body, client.getOutputStream(), fault);
        } catch (IOException e) {
            // The client sees a broken connection.
        }
    }

    private void pass(String head, byte[] body, OutputStream client, Fault fault) throws IOException {
        try (Socket server = new Socket(target.getHost(), target.getPort())) {
            server.setSoTimeout(20_000);
            server.getOutputStream().write(ascii(closing(head)));
            server.getOutputStream().write(body);
            InputStream answer = new BufferedInputStream(server.getInputStream());
            String answerHead = head(answer);
            client.write(ascii(closing(answerHead)));
            boolean hasBody = !head.startsWith("HEAD");
            relay(hasBody ? answer : InputStream.nullInputStream(), client, fault, length(answerHead));
        }
    }

    private static void relay(InputStream answer, OutputStream client, Fault fault, int length) throws IOException {
        byte[] chunk = new byte[16 * 1024];
        long sent = 0;
        int count;
        while ((count = answer.read(chunk)) > 0) {
            if (fault.flipAnswer() && sent <= length / 2 && sent + count > length / 2) {
                chunk[(int) (length / 2 - sent)] ^= 1;
            }
            if (fault.cutAnswer() >= 0 && sent + count > fault.cutAnswer()) {
                client.write(chunk, 0, (int) (fault.cutAnswer() - sent));
                return;
            }
            client.write(chunk, 0, count);
            sent += count;
        }
    }

    /** A head that ends the connection after its message. */
    private static String closing(String head) {
        UnaryOperator<String> without = text -> text.replaceAll("(?i)\r\n(connection|keep-alive|expect):[^\r]*", "");
        int end = head.length() - 4;
        return without.apply(head.substring(0, end)) + "\r\nConnection: close\r\n\r\n";
    }

    private static int length(String head) {
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                return Integer.parseInt(line.substring(15).strip());
            }
        }
        return 0;
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int value = in.read();
            if (value < 0) {
                throw new EOFException();
            }
            head.write(value);
            matched = value == "\r\n\r\n".charAt(matched) ? matched + 1 : value == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
