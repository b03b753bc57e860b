package org.flyte.platform.storage.gs;

import com.google.api.client.http.HttpResponse;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.storage.ObjectStore.PresignedUrl;
import org.flyte.platform.storage.PutRequest;
import org.flyte.platform.storage.StorageConfig;
import org.flyte.platform.storage.gs.GcsHttp.Body;
import org.flyte.platform.storage.remote.Location;
import org.flyte.platform.storage.remote.RemoteBackend;

/** Google Cloud Storage. Buckets must exist. */
public final class GcsBackend implements RemoteBackend {
    private static final String BOUNDARY = "flyte-object-content-6f1c0a7e";

    private final String endpoint;
    private final GcsHttp http;
    private final GcsPresignedUrls urls;

    /** A store whose presigned uploads of existing objects go below {@code base}. */
    public GcsBackend(String base, StorageConfig.Gs config, Clock clock) {
        GcsCredentials credentials = new GcsCredentials(config.credentialsFile());
        this.endpoint = Address.trimEnd(config.endpoint().toString());
        this.http = new GcsHttp(credentials, config.timeout());
        String host = config.publicEndpoint().orElse(config.endpoint()).toString();
        this.urls = new GcsPresignedUrls(Address.trimEnd(host), Location.parse(base), credentials, clock);
    }

    /** Asks for a page of the list: who may write objects need not be allowed to read the bucket itself. */
    @Override
    public boolean hasContainer(Location at) {
        String url =
                endpoint + "/storage/v1/b/" + encoded(at.container()) + "/o?maxResults=1&fields=" + encoded("kind");
        try {
            http.json(http.send("GET", url, Map.of(), Body.NONE, at), at);
            return true;
        } catch (NotFound e) {
            return false;
        }
    }

    @Override
    public Optional<Attributes> head(Location at) {
        try {
            JsonObject object = http.json(
                    http.send(
                            "GET", objectUrl(at) + "?fields=size,updated,md5Hash,generation", Map.of(), Body.NONE, at),
                    at);
            return Optional.of(attributes(object));
        } catch (NotFound e) {
            return Optional.empty();
        }
    }

    @Override
    public Content get(Location at, long from, long count, String version) {
        String url = objectUrl(at) + "?alt=media" + (version.isEmpty() ? "" : "&ifGenerationMatch=" + version);
        Map<String, String> range = from > 0 || count >= 0
                ? Map.of("Range", "bytes=" + from + "-" + (count >= 0 ? from + count - 1 : ""))
                : Map.of();
        HttpResponse response = http.send("GET", url, range, Body.NONE, at);
        if (response.getStatusCode() == GcsHttp.PRECONDITION_FAILED) {
            throw new Unavailable(null, "object %s was replaced while it was read: try again", at);
        }
        try {
            InputStream content = response.getContent();
            return new Content(
                    GcsHeaders.attributes(response.getHeaders()),
                    new ClosingStream(content == null ? InputStream.nullInputStream() : content, response));
        } catch (IOException e) {
            throw new Unavailable(e, "the object store is unavailable, at %s; try again", at);
        }
    }

    /** Gives the connection up when it is closed, instead of reading what is left. */
    private static final class ClosingStream extends FilterInputStream {
        private final HttpResponse response;

        ClosingStream(InputStream content, HttpResponse response) {
            super(content);
            this.response = response;
        }

        @Override
        public void close() throws IOException {
            response.disconnect();
        }
    }

    @Override
    public boolean put(Location at, byte[] content, String md5, boolean ifAbsent) {
        JsonObject metadata = new JsonObject();
        metadata.addProperty("name", at.key());
        metadata.addProperty("md5Hash", md5);
        HttpResponse response = http.send(
                "POST",
                uploadUrl(at, "multipart", ifAbsent),
                Map.of(),
                new Body("multipart/related; boundary=" + BOUNDARY, related(metadata, content)),
                at);
        return finished(response, at);
    }

    private boolean finished(HttpResponse response, Location at) {
        boolean written = response.getStatusCode() != GcsHttp.PRECONDITION_FAILED;
        http.json(response, at);
        return written;
    }

    private static byte[] related(JsonObject metadata, byte[] content) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(content.length + 512);
        try {
            body.write(("--" + BOUNDARY + "\r\nContent-Type: application/json; charset=utf-8\r\n\r\n" + metadata
                            + "\r\n--" + BOUNDARY + "\r\nContent-Type: application/octet-stream\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            body.write(content);
            body.write(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return body.toByteArray();
    }

    @Override
    public Parts begin(Location at, boolean ifAbsent) {
        JsonObject metadata = new JsonObject();
        metadata.addProperty("name", at.key());
        HttpResponse response =
                http.send("POST", uploadUrl(at, "resumable", ifAbsent), Map.of(), Body.json(metadata), at);
        String session = response.getHeaders().getLocation();
        boolean taken = response.getStatusCode() == GcsHttp.PRECONDITION_FAILED;
        http.json(response, at);
        return new GcsParts(http, at, taken ? "" : session);
    }

    @Override
    public void delete(Location at) {
        try {
            http.json(http.send("DELETE", objectUrl(at), Map.of(), Body.NONE, at), at);
        } catch (NotFound e) {
            // Nothing to remove.
        }
    }

    @Override
    public Page list(Location prefix, int limit, String token) {
        String url = endpoint + "/storage/v1/b/" + encoded(prefix.container()) + "/o?prefix=" + encoded(prefix.key())
                + "&maxResults=" + limit + (token.isEmpty() ? "" : "&pageToken=" + encoded(token))
                + "&fields=" + encoded("items(name,size,updated),nextPageToken");
        try {
            JsonObject page = http.json(http.send("GET", url, Map.of(), Body.NONE, prefix), prefix);
            List<Entry> entries = new ArrayList<>();
            if (page.has("items")) {
                for (JsonElement item : page.getAsJsonArray("items")) {
                    JsonObject object = item.getAsJsonObject();
                    entries.add(new Entry(
                            object.get("name").getAsString(),
                            object.get("size").getAsLong(),
                            Instant.parse(object.get("updated").getAsString())));
                }
            }
            return new Page(
                    entries,
                    page.has("nextPageToken") ? page.get("nextPageToken").getAsString() : "");
        } catch (NotFound e) {
            return new Page(List.of(), "");
        }
    }

    @Override
    public void copy(Location from, Location to) {
        String url = objectUrl(from) + "/rewriteTo/b/" + encoded(to.container()) + "/o/" + encoded(to.key());
        String token = "";
        while (true) {
            String step = token.isEmpty() ? url : url + "?rewriteToken=" + encoded(token);
            JsonObject answer = http.json(http.send("POST", step, Map.of(), Body.NONE, from), from);
            if (!answer.has("rewriteToken")
                    || (answer.has("done") && answer.get("done").getAsBoolean())) {
                return;
            }
            token = answer.get("rewriteToken").getAsString();
        }
    }

    @Override
    public PresignedUrl presignPut(Location at, PutRequest request) {
        return urls.put(at, request);
    }

    @Override
    public boolean bindsMd5() {
        return true;
    }

    @Override
    public PresignedUrl presignGet(Location at, Duration validFor) {
        return urls.get(at, validFor);
    }

    @Override
    public void close() {}

    private static Attributes attributes(JsonObject object) {
        return new Attributes(
                object.get("size").getAsLong(),
                Instant.parse(object.get("updated").getAsString()),
                object.has("md5Hash") ? Optional.of(object.get("md5Hash").getAsString()) : Optional.empty(),
                object.get("generation").getAsString());
    }

    private String objectUrl(Location at) {
        return endpoint + "/storage/v1/b/" + encoded(at.container()) + "/o/" + encoded(at.key());
    }

    private String uploadUrl(Location at, String type, boolean ifAbsent) {
        return endpoint + "/upload/storage/v1/b/" + encoded(at.container()) + "/o?uploadType=" + type
                + (ifAbsent ? "&ifGenerationMatch=0" : "");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
