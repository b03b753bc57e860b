package org.flyte.runs.identity;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Status;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.flyte.idl.auth.GetOAuth2MetadataResponse;
import org.flyte.platform.errors.StatusMapper;

/** The metadata of the authorization server over HTTP, where RFC 8414 looks for them. */
@ApplicationScoped
class AuthMetadataRoute {
    private static final String PATH = "/.well-known/oauth-authorization-server";

    private final AuthorizationServer server;

    AuthMetadataRoute(AuthorizationServer server) {
        this.server = server;
    }

    void register(@Observes Router router) {
        router.route(PATH).handler(this::answer);
    }

    private void answer(RoutingContext route) {
        if (route.request().method() != HttpMethod.GET) {
            route.response().putHeader("Allow", "GET").setStatusCode(405).end();
            return;
        }
        Context loop = route.vertx().getOrCreateContext();
        Uni.createFrom()
                .deferred(server::metadata)
                .map(AuthMetadataRoute::json)
                .emitOn(step -> loop.runOnContext(ignored -> step.run()))
                .subscribe()
                .with(document -> end(route, 200, document), failure -> fail(route, StatusMapper.statusOf(failure)));
    }

    private static void fail(RoutingContext route, Status status) {
        int code = switch (status.getCode()) {
            case UNIMPLEMENTED -> 501;
            case UNAVAILABLE -> 503;
            default -> 500;
        };
        end(
                route,
                code,
                Struct.newBuilder()
                        .putFields("code", text(status.getCode().name().toLowerCase(Locale.ROOT)))
                        .putFields("message", text(String.valueOf(status.getDescription())))
                        .build());
    }

    private static void end(RoutingContext route, int status, Struct body) {
        route.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(print(JsonFormat.printer(), body));
    }

    /** Each field by its name in RFC 8414 and by the one of the JSON form of our API, which older clients read. */
    private static Struct json(GetOAuth2MetadataResponse metadata) {
        JsonFormat.Printer printer = JsonFormat.printer();
        try {
            Struct.Builder both = Struct.newBuilder();
            JsonFormat.parser().merge(print(printer, metadata), both);
            JsonFormat.parser().merge(print(printer.preservingProtoFieldNames(), metadata), both);
            return both.build();
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    private static String print(JsonFormat.Printer printer, MessageOrBuilder message) {
        try {
            return printer.omittingInsignificantWhitespace().print(message);
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }
}
