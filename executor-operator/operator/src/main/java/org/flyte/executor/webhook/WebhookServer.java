package org.flyte.executor.webhook;

import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** The HTTPS endpoint that API servers call. Reviews run on virtual threads. */
final class WebhookServer implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(WebhookServer.class);

    /** More than the largest object of Kubernetes. */
    private static final int MAX_BODY = 4 << 20;

    private static final int IDLE_SECONDS = 90;
    private static final long START_SECONDS = 10;
    private static final int NOT_FOUND = 404;
    private static final int TOO_LARGE = 413;
    private static final int BAD_REQUEST = 400;

    private final HttpServer server;
    private final ExecutorService threads;
    private final KubernetesSerialization json;
    private final MutatePod mutate;

    WebhookServer(
            Vertx vertx,
            WebhookConfig config,
            ServingCertificate certificate,
            ExecutorService threads,
            KubernetesSerialization json,
            MutatePod mutate) {
        this.threads = threads;
        this.json = json;
        this.mutate = mutate;
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(config.host())
                        .setPort(config.port())
                        .setSsl(true)
                        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
                        .setKeyCertOptions(KeyCertOptions.wrap(certificate))
                        .setIdleTimeout(IDLE_SECONDS)
                        .setIdleTimeoutUnit(TimeUnit.SECONDS))
                .requestHandler(this::handle);
    }

    /** Returns once it listens. */
    void open() throws Exception {
        server.listen().toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
    }

    int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        server.close();
    }

    private void handle(HttpServerRequest request) {
        if (!request.path().equals(WebhookAddress.PATH) || request.method() != HttpMethod.POST) {
            request.response().setStatusCode(NOT_FOUND).end();
            return;
        }
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() + part.length() > MAX_BODY) {
                request.handler(null);
                request.response().setStatusCode(TOO_LARGE).end();
                request.connection().close();
                return;
            }
            body.appendBuffer(part);
        });
        request.exceptionHandler(gone -> LOG.debugf("an API server closed its call: cause=%s", gone.getMessage()));
        request.endHandler(end -> {
            if (!request.response().ended()) {
                threads.execute(() -> answer(request, body));
            }
        });
    }

    private void answer(HttpServerRequest request, Buffer body) {
        AdmissionRequest asked = parse(body);
        if (asked == null || asked.getUid() == null) {
            request.response().setStatusCode(BAD_REQUEST).end();
            return;
        }
        AdmissionReview review = new AdmissionReview();
        review.setApiVersion("admission.k8s.io/v1");
        review.setResponse(mutate.execute(asked));
        request.response().putHeader("Content-Type", "application/json").end(json.asJson(review));
    }

    /** Null when it is no review. */
    private AdmissionRequest parse(Buffer body) {
        try {
            return json.unmarshal(body.toString(StandardCharsets.UTF_8), AdmissionReview.class)
                    .getRequest();
        } catch (RuntimeException e) {
            LOG.warnf("a review cannot be read: cause=%s", e.getClass().getSimpleName());
            return null;
        }
    }
}
