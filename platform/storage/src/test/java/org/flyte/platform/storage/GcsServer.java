package org.flyte.platform.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.flyte.platform.model.Sha256;

/** As much of Google Cloud Storage as the store uses, in memory: the JSON API, signed URLs, tokens of one account. */
final class GcsServer implements AutoCloseable {
    /** A bucket that is not there; all others are. */
    static final String MISSING_BUCKET = "no-such-bucket";

    private static final String ACCOUNT = "tester@flyte.example.com";
    private static final String TOKEN = "token-of-the-fake";
    private static final Pattern OBJECT = Pattern.compile("/storage/v1/b/([^/]+)/o/([^/]+)");
    private static final Pattern REWRITE = Pattern.compile(OBJECT.pattern() + "/rewriteTo/b/([^/]+)/o/([^/]+)");
    private static final Pattern LIST = Pattern.compile("/storage/v1/b/([^/]+)/o");
    private static final Pattern UPLOAD = Pattern.compile("/upload/storage/v1/b/([^/]+)/o");
    private static final Pattern RANGE = Pattern.compile("bytes[= ](\\d+)-(\\d*)(?:/(\\d+|\\*))?");

    private record Stored(byte[] bytes, String md5, long generation, Instant updated) {}

    private static final class Session {
        private String name;
        private boolean ifAbsent;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    }

    private final HttpServer server;
    private final KeyPair keys;
    private final Map<String, Stored> objects = new ConcurrentSkipListMap<>();
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final AtomicLong generations = new AtomicLong(1000);
    /** Where sessions are continued: the address that clients use. */
    private volatile String self;

    GcsServer() throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
        self = endpoint();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Clients reach the server by this address. */
    void reachedBy(String address) {
        self = address;
    }

    /** Writes the key file of the account. */
    Path keyFile(Path folder) throws IOException {
        JsonObject file = new JsonObject();
        file.addProperty("type", "service_account");
        file.addProperty("project_id", "test");
        file.addProperty("client_id", "1");
        file.addProperty("client_email", ACCOUNT);
        file.addProperty("private_key_id", "key1");
        file.addProperty(
                "private_key",
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(keys.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        file.addProperty("token_uri", endpoint() + "/token");
        return Files.writeString(folder.resolve("account.json"), file.toString());
    }

    private void handle(HttpExchange call) throws IOException {
        try (call) {
            Map<String, String> query = query(call.getRequestURI().getRawQuery());
            String path = call.getRequestURI().getRawPath();
            if (path.equals("/token")) {
                call.getRequestBody().readAllBytes();
                answer(call, 200, "{\"access_token\":\"" + TOKEN + "\",\"expires_in\":3600,\"token_type\":\"Bearer\"}");
            } else if (query.containsKey("X-Goog-Signature")) {
                signed(call, path, query);
            } else if (!("Bearer " + TOKEN).equals(call.getRequestHeaders().getFirst("Authorization"))) {
                fail(call, 401, "required");
            } else {
                api(call, path, query);
            }
        } catch (RuntimeException e) {
            fail(call, 500, "backendError " + e);
        }
    }

    private void api(HttpExchange call, String path, Map<String, String> query) throws IOException {
        Matcher rewrite = REWRITE.matcher(path);
        Matcher object = OBJECT.matcher(path);
        Matcher list = LIST.matcher(path);
        Matcher upload = UPLOAD.matcher(path);
        if (path.startsWith("/session/")) {
            resume(call, path);
        } else if (rewrite.matches()) {
            copy(call, name(rewrite, 1), name(rewrite, 3));
        } else if (object.matches()) {
            object(call, name(object, 1), query);
        } else if (list.matches()) {
            list(call, decoded(list.group(1)), query);
        } else if (upload.matches()) {
            upload(call, decoded(upload.group(1)), query);
        } else {
            fail(call, 404, "notFound");
        }
    }

    private static String name(Matcher matcher, int group) {
        return decoded(matcher.group(group)) + "/" + decoded(matcher.group(group + 1));
    }

    private void object(HttpExchange call, String name, Map<String, String> query) throws IOException {
        Stored stored = objects.get(name);
        if (call.getRequestMethod().equals("DELETE")) {
            objects.remove(name);
            answer(call, stored == null ? 404 : 204, "");
        } else if (stored == null) {
            fail(call, 404, "notFound");
        } else if (!query.getOrDefault("ifGenerationMatch", "" + stored.generation())
                .equals("" + stored.generation())) {
            fail(call, 412, "conditionNotMet");
        } else if (query.containsKey("alt")) {
            download(call, stored);
        } else {
            answer(call, 200, json(name, stored).toString());
        }
    }

    private void download(HttpExchange call, Stored stored) throws IOException {
        byte[] bytes = stored.bytes();
        Optional<String> range = Optional.ofNullable(call.getRequestHeaders().getFirst("Range"));
        var headers = call.getResponseHeaders();
        headers.add("x-goog-hash", "crc32c=AAAAAA==,md5=" + stored.md5());
        headers.add("x-goog-generation", "" + stored.generation());
        headers.add(
                "Last-Modified",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(stored.updated().atOffset(ZoneOffset.UTC)));
        if (range.isEmpty()) {
            send(call, 200, bytes);
            return;
        }
        Matcher part = RANGE.matcher(range.get());
        part.matches();
        int from = Integer.parseInt(part.group(1));
        int to = part.group(2).isEmpty()
                ? bytes.length - 1
                : Math.min(bytes.length - 1, Integer.parseInt(part.group(2)));
        if (from > to) {
            fail(call, 416, "requestedRangeNotSatisfiable");
            return;
        }
        headers.add("Content-Range", "bytes " + from + "-" + to + "/" + bytes.length);
        send(call, 206, Arrays.copyOfRange(bytes, from, to + 1));
    }

    private void list(HttpExchange call, String bucket, Map<String, String> query) throws IOException {
        if (bucket.equals(MISSING_BUCKET)) {
            fail(call, 404, "notFound");
            return;
        }
        String prefix = bucket + "/" + query.getOrDefault("prefix", "");
        int most = Integer.parseInt(query.get("maxResults"));
        String after = query.getOrDefault("pageToken", "");
        JsonObject page = new JsonObject();
        JsonArray items = new JsonArray();
        for (var entry : objects.entrySet()) {
            if (!entry.getKey().startsWith(prefix) || entry.getKey().compareTo(after) <= 0) {
                continue;
            }
            if (items.size() == most) {
                page.addProperty(
                        "nextPageToken",
                        items.get(most - 1).getAsJsonObject().get("id").getAsString());
                break;
            }
            items.add(json(entry.getKey(), entry.getValue()));
        }
        if (!items.isEmpty()) {
            page.add("items", items);
        }
        answer(call, 200, page.toString());
    }

    private void copy(HttpExchange call, String from, String to) throws IOException {
        Stored source = objects.get(from);
        if (source == null) {
            fail(call, 404, "notFound");
            return;
        }
        store(to, source.bytes(), false);
        answer(call, 200, "{\"done\":true}");
    }

    private void upload(HttpExchange call, String bucket, Map<String, String> query) throws IOException {
        byte[] body = call.getRequestBody().readAllBytes();
        boolean ifAbsent = query.containsKey("ifGenerationMatch");
        if (query.get("uploadType").equals("resumable")) {
            Session session = new Session();
            session.name = bucket + "/"
                    + JsonParser.parseString(new String(body, UTF_8))
                            .getAsJsonObject()
                            .get("name")
                            .getAsString();
            session.ifAbsent = ifAbsent;
            String id = UUID.randomUUID().toString();
            sessions.put(id, session);
            call.getResponseHeaders().add("Location", self + "/session/" + id);
            answer(call, ifAbsent && objects.containsKey(session.name) ? 412 : 200, "");
            return;
        }
        String boundary =
                "--" + call.getRequestHeaders().getFirst("Content-Type").replaceAll(".*boundary=", "");
        String text = new String(body, ISO_8859_1);
        int json = text.indexOf("\r\n\r\n") + 4;
        int second = text.indexOf("\r\n" + boundary, json);
        int content = text.indexOf("\r\n\r\n", second) + 4;
        int end = text.lastIndexOf("\r\n" + boundary + "--");
        JsonObject metadata;
        try {
            metadata = JsonParser.parseString(new String(body, json, second - json, UTF_8))
                    .getAsJsonObject();
        } catch (RuntimeException damaged) {
            fail(call, 400, "invalidDigest");
            return;
        }
        byte[] bytes = Arrays.copyOfRange(body, content, end);
        if (!metadata.get("md5Hash")
                .getAsString()
                .equals(new Md5().update(bytes).base64())) {
            fail(call, 400, "invalidDigest");
            return;
        }
        finish(call, bucket + "/" + metadata.get("name").getAsString(), bytes, ifAbsent);
    }

    private void finish(HttpExchange call, String name, byte[] bytes, boolean ifAbsent) throws IOException {
        Stored stored = store(name, bytes, ifAbsent);
        if (stored == null) {
            fail(call, 412, "conditionNotMet");
        } else {
            answer(call, 200, json(name, stored).toString());
        }
    }

    private synchronized Stored store(String name, byte[] bytes, boolean ifAbsent) {
        if (ifAbsent && objects.containsKey(name)) {
            return null;
        }
        Stored stored =
                new Stored(bytes, new Md5().update(bytes).base64(), generations.incrementAndGet(), Instant.now());
        objects.put(name, stored);
        return stored;
    }

    private void resume(HttpExchange call, String path) throws IOException {
        Session session = sessions.get(path.substring("/session/".length()));
        byte[] body = call.getRequestBody().readAllBytes();
        if (session == null) {
            fail(call, 404, "notFound");
            return;
        }
        if (call.getRequestMethod().equals("DELETE")) {
            sessions.remove(path.substring("/session/".length()));
            answer(call, 499, "");
            return;
        }
        Matcher range = RANGE.matcher(call.getRequestHeaders().getFirst("Content-Range"));
        range.matches();
        if (Integer.parseInt(range.group(1)) == session.bytes.size()) {
            session.bytes.write(body);
        }
        if (range.group(3).equals("*")) {
            call.getResponseHeaders().add("Range", "bytes=0-" + (session.bytes.size() - 1));
            answer(call, 308, "");
            return;
        }
        finish(call, session.name, session.bytes.toByteArray(), session.ifAbsent);
    }

    private void signed(HttpExchange call, String path, Map<String, String> query) throws IOException {
        byte[] body = call.getRequestBody().readAllBytes();
        Instant begin = LocalDateTime.parse(
                        query.get("X-Goog-Date"), DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'"))
                .toInstant(ZoneOffset.UTC);
        if (!verified(call, path, query)) {
            fail(call, 403, "SignatureDoesNotMatch");
        } else if (Instant.now().isAfter(begin.plusSeconds(Long.parseLong(query.get("X-Goog-Expires"))))) {
            fail(call, 400, "ExpiredToken: request has expired");
        } else if (call.getRequestMethod().equals("GET")) {
            Stored stored = objects.get(decoded(path.substring(1)));
            send(call, stored == null ? 404 : 200, stored == null ? new byte[0] : stored.bytes());
        } else {
            signedPut(call, decoded(path.substring(1)), body);
        }
    }

    private void signedPut(HttpExchange call, String name, byte[] body) throws IOException {
        var headers = call.getRequestHeaders();
        String md5 = headers.getFirst("Content-MD5");
        String range = headers.getFirst("x-goog-content-length-range");
        if (md5 != null && !md5.equals(new Md5().update(body).base64())) {
            fail(call, 400, "BadDigest");
        } else if (range != null && body.length > Long.parseLong(range.replaceAll(".*,", ""))) {
            fail(call, 400, "EntityTooLarge");
        } else {
            finish(call, name, body, "0".equals(headers.getFirst("x-goog-if-generation-match")));
        }
    }

    private boolean verified(HttpExchange call, String path, Map<String, String> query) {
        String names = query.get("X-Goog-SignedHeaders");
        Map<String, String> headers = new TreeMap<>();
        for (String name : names.split(";")) {
            headers.put(name, String.valueOf(call.getRequestHeaders().getFirst(name)));
        }
        String raw = call.getRequestURI().getRawQuery();
        String unsigned = raw.substring(0, raw.indexOf("&X-Goog-Signature="));
        String lines = headers.entrySet().stream()
                .map(header -> header.getKey().toLowerCase(Locale.ROOT) + ":" + header.getValue() + "\n")
                .collect(Collectors.joining());
        String request = String.join("\n", call.getRequestMethod(), path, unsigned, lines, names, "UNSIGNED-PAYLOAD");
        String[] credential = query.get("X-Goog-Credential").split("/", 2);
        String text = String.join(
                "\n", "GOOG4-RSA-SHA256", query.get("X-Goog-Date"), credential[1], Sha256.hex(request.getBytes(UTF_8)));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(keys.getPublic());
            signature.update(text.getBytes(UTF_8));
            return credential[0].equals(ACCOUNT)
                    && signature.verify(HexFormat.of().parseHex(query.get("X-Goog-Signature")));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private JsonObject json(String name, Stored stored) {
        JsonObject json = new JsonObject();
        json.addProperty("id", name);
        json.addProperty("name", name.substring(name.indexOf('/') + 1));
        json.addProperty("size", "" + stored.bytes().length);
        json.addProperty("updated", stored.updated().toString());
        json.addProperty("md5Hash", stored.md5());
        json.addProperty("generation", "" + stored.generation());
        int slash = name.indexOf('/');
        json.addProperty(
                "selfLink",
                self + "/storage/v1/b/" + name.substring(0, slash) + "/o/"
                        + URLEncoder.encode(name.substring(slash + 1), UTF_8).replace("+", "%20"));
        return json;
    }

    private static void fail(HttpExchange call, int status, String reason) throws IOException {
        answer(call, status, "{\"error\":{\"errors\":[{\"reason\":\"" + reason + "\"}]}}");
    }

    private static void answer(HttpExchange call, int status, String body) throws IOException {
        send(call, status, body.getBytes(UTF_8));
    }

    private static void send(HttpExchange call, int status, byte[] body) throws IOException {
        call.getRequestBody().readAllBytes();
        call.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            call.getResponseBody().write(body);
        }
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        if (raw != null) {
            for (String pair : raw.split("&")) {
                int equals = pair.indexOf('=');
                query.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** For tests without the checked exceptions. */
    static GcsServer start() {
        try {
            return new GcsServer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
