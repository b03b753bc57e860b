package org.flyte.platform.connect.http;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.Optional;
import java.util.regex.Pattern;
import org.flyte.platform.connect.ConnectConfig;
import org.flyte.platform.connect.FeatureNames;
import org.flyte.platform.connect.call.Methods;
import org.flyte.platform.connect.call.RpcMethod;
import org.flyte.platform.connect.listener.Listeners;

/** Finds the RPC behind an HTTP request; other requests go on to the application's other routes. */
@ApplicationScoped
class RpcRoutes {
    /** After CORS and authentication of Quarkus, before its limit on upload sizes: RPCs have their own. */
    private static final int ORDER = -50;

    private static final Pattern RPC_PATH = Pattern.compile("/[A-Za-z_][\\w.]*\\.[A-Za-z_]\\w*/[A-Za-z_]\\w*");

    private final Instance<Methods> methods;
    private final Listeners listeners;
    private final CallStarter starter;
    private final ConnectConfig config;
    private final Instance<FeatureNames> features;
    private volatile Methods bound;

    RpcRoutes(
            Instance<Methods> methods,
            Listeners listeners,
            CallStarter starter,
            ConnectConfig config,
            Instance<FeatureNames> features) {
        this.methods = methods;
        this.listeners = listeners;
        this.starter = starter;
        this.config = config;
        this.features = features;
    }

    void mount(@Observes Router router) {
        router.route().order(ORDER).handler(this::handle);
        router.route().last().handler(this::handleUnknown);
    }

    /** Binds every service before the first request, so that a broken one fails the start. */
    void warmUp(@Observes StartupEvent event) {
        bound();
    }

    private Methods bound() {
        if (bound == null) {
            bound = methods.get();
        }
        return bound;
    }

    private void handle(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        RpcMethod method = bound().at(request.path());
        if (method != null && !listeners.currentAudience().includes(method.audience())) {
            new RequestRejection(request)
                    .unknownMethod(
                            request.path()
                                    + " is not served on this port: services and task pods call it on the port of a listener for them");
            return;
        }
        if (!config.grpc() && isNativeGrpc(request)) {
            routing.next();
            return;
        }
        if (method == null) {
            if (isRpc(request) && (isGrpc(request) || bound().hasService(serviceOf(request.path())))) {
                new RequestRejection(request).unknownMethod(reasonOf(request.path()));
            } else {
                routing.next();
            }
            return;
        }
        if (request.method() == HttpMethod.GET && method.hasNoSideEffects()) {
            starter.get(method, request);
            return;
        }
        if (request.method() != HttpMethod.POST) {
            new RequestRejection(request).wrongVerb(method);
            return;
        }
        Optional<ContentType> type = ContentType.parse(request.getHeader("content-type"));
        if (type.isEmpty() || !fits(type.get(), method)) {
            new RequestRejection(request).wrongContentType(method);
        } else if (method.isBidi() && request.version() != HttpVersion.HTTP_2) {
            new RequestRejection(request).needsHttp2();
        } else {
            StreamErrorFilter.install(request);
            starter.post(method, type.get(), request);
        }
    }

    private void handleUnknown(RoutingContext routing) {
        if (isRpc(routing.request())
                && RPC_PATH.matcher(routing.request().path()).matches()) {
            new RequestRejection(routing.request())
                    .unknownMethod(reasonOf(routing.request().path()));
        } else {
            routing.next();
        }
    }

    /** Names the feature that is missing, else the method. */
    private String reasonOf(String path) {
        return features.stream()
                .flatMap(names -> names.of(serviceOf(path)).stream())
                .findFirst()
                .map(feature -> "not supported by this backend yet: " + feature)
                .orElseGet(() -> "there is no method " + path);
    }

    private static boolean fits(ContentType type, RpcMethod method) {
        return switch (type.protocol()) {
            case CONNECT_UNARY -> method.isUnary();
            case CONNECT_STREAM -> !method.isUnary();
            case GRPC, GRPC_WEB, GRPC_WEB_TEXT -> true;
        };
    }

    private static boolean isRpc(HttpServerRequest request) {
        return request.method() == HttpMethod.POST
                && ContentType.parse(request.getHeader("content-type")).isPresent();
    }

    private static boolean isNativeGrpc(HttpServerRequest request) {
        return ContentType.parse(request.getHeader("content-type"))
                .filter(type -> type.protocol() == ContentType.Protocol.GRPC)
                .isPresent();
    }

    /** Only RPCs have gRPC's content types, so their unknown paths are answered at once. */
    private static boolean isGrpc(HttpServerRequest request) {
        return request.getHeader("content-type").startsWith("application/grpc");
    }

    private static String serviceOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash > 1 ? path.substring(1, slash) : "";
    }
}
