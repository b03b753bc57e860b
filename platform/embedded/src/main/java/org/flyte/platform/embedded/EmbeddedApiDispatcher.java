package org.flyte.platform.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.server.mock.KubernetesAttributesExtractor;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.crud.KubernetesCrudDispatcherException;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.crud.Attribute;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Answers the requests of the embedded API: the CRUD of the library with a token, a counter, discovery and the watches of Kubernetes, and
 * without the library's list of all requests, which grows without bound.
 */
final class EmbeddedApiDispatcher extends KubernetesCrudDispatcher {
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final int OK = 200;
    private static final String BY_NAME = "metadata.name=";
    private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}");

    private final MockWebServer web;
    private final ApiExtension extension;
    private final Optional<String> authorization;
    private final AtomicLong count = new AtomicLong();
    private final ResourceWatches watches = new ResourceWatches();

    /** Creates a dispatcher that asks for a bearer token if there is one. */
    EmbeddedApiDispatcher(MockWebServer web, ApiExtension extension, Optional<String> token) {
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

    /** Nothing is written meanwhile. */
    @Override
    public MockResponse handleWatch(String path) {
        Map<String, List<String>> query = new QueryStringDecoder(path).parameters();
        AttributeSet selector = attributeExtractor.fromPath(path);
        String name = nameSelected(query.getOrDefault("fieldSelector", List.of()));
        if (name != null) {
            selector = selector.add(new Attribute(KubernetesAttributesExtractor.NAME, name));
        }
        long since = query.getOrDefault("resourceVersion", List.of()).stream()
                .filter(version -> VERSION.matcher(version).matches())
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
        return new MockResponse().withWebSocketUpgrade(watches.open(selector, since, map));
    }

    private static String nameSelected(List<String> selectors) {
        return selectors.stream()
                .flatMap(selector -> Stream.of(selector.split(",", -1)))
                .filter(selector -> selector.startsWith(BY_NAME))
                .map(selector -> selector.substring(BY_NAME.length()))
                .findFirst()
                .orElse(null);
    }

    /** One write at a time. */
    @Override
    public void processEvent(
            String path,
            AttributeSet pathAttributes,
            AttributeSet oldAttributes,
            GenericKubernetesResource resource,
            String newState) {
        String before = oldAttributes == null ? null : map.get(oldAttributes);
        super.processEvent(path, pathAttributes, oldAttributes, resource, newState);
        if (!Objects.equals(before, newState)) {
            watches.changed(
                    oldAttributes,
                    before,
                    newState == null ? null : attributes(pathAttributes, resource, newState),
                    newState,
                    this::requestResourceVersion);
        }
    }

    /** As the library makes them. */
    private AttributeSet attributes(AttributeSet ofPath, GenericKubernetesResource resource, String state) {
        AttributeSet attributes = resource == null
                ? attributeExtractor.fromResource(state)
                : ((KubernetesAttributesExtractor) attributeExtractor).extract(resource);
        return attributes.containsKey(KubernetesAttributesExtractor.PLURAL)
                ? attributes
                : AttributeSet.merge(ofPath, attributes);
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
