package org.flyte.platform.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.crud.KubernetesCrudDispatcherException;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The CRUD dispatcher with a counter, and without the server's list of all requests, which grows without bound. */
final class CountingDispatcher extends KubernetesCrudDispatcher {
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final int OK = 200;

    private final MockWebServer web;
    private final ApiExtension extension;
    private final Optional<String> authorization;
    private final AtomicLong count = new AtomicLong();

    /** Creates a dispatcher that asks for a bearer token if there is one. */
    CountingDispatcher(MockWebServer web, ApiExtension extension, Optional<String> token) {
        super(List.of());
        this.authorization = token.map(text -> "Bearer " + text);
        this.web = web;
        this.extension = extension;
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        count.incrementAndGet();
        forget();
        if (authorization.isPresent() && !isAuthorized(request.getHeader("Authorization"))) {
            return new MockResponse().setResponseCode(UNAUTHORIZED);
        }
        return extension.answer(request).orElseGet(() -> answer(request));
    }

    private MockResponse answer(RecordedRequest request) {
        if (!ApiDiscovery.isAsked(request.getMethod(), request.getPath())) {
            return super.dispatch(request);
        }
        MockResponse crds = handleGet(ApiDiscovery.CRDS);
        return new ApiDiscovery(
                        crds.getBody() == null ? "" : new String(crds.getBody().getBytes(), UTF_8))
                .resources(request.getPath())
                .map(found -> new MockResponse()
                        .setResponseCode(OK)
                        .setHeader("Content-Type", "application/json")
                        .setBody(found))
                .orElseGet(() -> new MockResponse().setResponseCode(NOT_FOUND));
    }

    /** The server's own merge appends to arrays and keeps what a null should remove. */
    @Override
    public JsonNode merge(JsonNode current, String patch) throws KubernetesCrudDispatcherException {
        return new MergePatch(asNode(patch)).applyTo(current);
    }

    private boolean isAuthorized(String header) {
        return header != null
                && MessageDigest.isEqual(authorization.orElseThrow().getBytes(UTF_8), header.getBytes(UTF_8));
    }

    long count() {
        return count.get();
    }

    private void forget() {
        try {
            RecordedRequest forgotten;
            do {
                forgotten = web.takeRequest(0, TimeUnit.MILLISECONDS);
            } while (forgotten != null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
