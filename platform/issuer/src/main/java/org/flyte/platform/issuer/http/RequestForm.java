package org.flyte.platform.issuer.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.function.Consumer;
import org.flyte.platform.issuer.oauth.Form;

/** Reads the body of a form; a larger one than a login needs is refused. */
final class RequestForm {
    private static final int MAX_BYTES = 16 << 10;
    private static final String TYPE = "application/x-www-form-urlencoded";

    private RequestForm() {}

    /** Hands the text of the form over once it is there; answers 413 or 415 itself. */
    static void read(RoutingContext route, Consumer<String> next) {
        HttpServerRequest request = route.request();
        String type = request.getHeader("content-type");
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase(TYPE)) {
            Answers.text(route, 415, "send " + TYPE);
            return;
        }
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() + part.length() <= MAX_BYTES) {
                body.appendBuffer(part);
            } else if (!route.response().ended()) {
                request.handler(ignored -> {});
                Answers.text(route, 413, "the form is larger than a login needs");
            }
        });
        request.endHandler(end -> {
            if (!route.response().ended()) {
                next.accept(body.toString());
            }
        });
        request.resume();
    }

    /** The parameters of the query. */
    static Map<String, String> query(RoutingContext route) {
        return Form.parse(route.request().query());
    }
}
