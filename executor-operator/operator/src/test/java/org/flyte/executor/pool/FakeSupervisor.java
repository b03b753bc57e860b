package org.flyte.executor.pool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;

/** The supervisor of a pod that exists on paper only: a test says what it says. */
final class FakeSupervisor implements AutoCloseable {
    private final ObjectMapper json = new ObjectMapper();
    private final Socket socket;
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();

    /** Connects, and says that the worker is ready. */
    static FakeSupervisor of(KubernetesClient client, Pod pod, List<String> running) {
        return new FakeSupervisor(client, pod, token(client, pod), running);
    }

    FakeSupervisor(KubernetesClient client, Pod pod, String token, List<String> running) {
        try {
            JsonNode settings = json.readTree(value(pod, "FLYTE_POOL"));
            String address = settings.get("address").asText();
            int colon = address.lastIndexOf(':');
            socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
            Thread.ofVirtual().start(this::read);
            Map<String, Object> hello = new LinkedHashMap<>();
            hello.put("type", "hello");
            hello.put("protocol", 1);
            hello.put("pool", settings.get("pool").asText());
            hello.put("pod", pod.getMetadata().getName());
            hello.put("uid", pod.getMetadata().getUid());
            hello.put("token", token);
            hello.put("running", running);
            hello.put("ready", true);
            send(hello);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String token(KubernetesClient client, Pod pod) {
        var reference = pod.getSpec().getContainers().getFirst().getEnv().stream()
                .filter(variable -> variable.getName().equals("FLYTE_POOL_TOKEN"))
                .findFirst()
                .orElseThrow()
                .getValueFrom()
                .getSecretKeyRef();
        String encoded = client.secrets()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(reference.getName())
                .get()
                .getData()
                .get(reference.getKey());
        return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    }

    private static String value(Pod pod, String name) {
        return pod.getSpec().getContainers().getFirst().getEnv().stream()
                .filter(variable -> variable.getName().equals(name))
                .map(EnvVar::getValue)
                .findFirst()
                .orElseThrow();
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                JsonNode message = json.readTree(line);
                if (message.get("type").asText().equals("offer")) {
                    send(Map.of("type", "accept", "id", message.get("id").asText()));
                }
                messages.add(message);
            }
        } catch (IOException e) {
            // Closed.
        }
        messages.add(json.createObjectNode().put("type", "closed"));
    }

    void send(Map<String, ?> message) {
        try {
            synchronized (this) {
                socket.getOutputStream()
                        .write((json.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next message of a type. */
    JsonNode next(String type) {
        return next(message -> message.get("type").asText().equals(type));
    }

    JsonNode next(Predicate<JsonNode> wanted) {
        try {
            JsonNode message;
            do {
                message = messages.poll(20, TimeUnit.SECONDS);
                if (message == null) {
                    throw new AssertionError("no such message within 20 s");
                }
            } while (!wanted.test(message));
            return message;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void ends(String id, String outcome, int code, String printed) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(printed.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        send(Map.of(
                "type",
                "ended",
                "id",
                id,
                "outcome",
                outcome,
                "code",
                code,
                "message",
                "by the test",
                "tail",
                "",
                "log",
                Base64.getEncoder().encodeToString(bytes.toByteArray())));
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
