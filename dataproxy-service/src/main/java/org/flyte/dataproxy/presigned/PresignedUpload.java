package org.flyte.dataproxy.presigned;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.InputStream;
import java.util.Optional;
import org.flyte.dataproxy.DataProxyConfig;
import org.flyte.platform.storage.ObjectStore;
import org.flyte.platform.storage.PresignedUrlVerifier.Grant;

/** Streams the body of a presigned PUT to the store. Blocks. */
@ApplicationScoped
class PresignedUpload {
    private final ObjectStore store;
    private final DataProxyConfig.Upload config;
    private final Counter received;

    PresignedUpload(ObjectStore store, DataProxyConfig config, MeterRegistry meters) {
        this.store = store;
        this.config = config.upload();
        this.received = Counter.builder("flyte.dataproxy.link.received")
                .description("Bodies stored by presigned uploads")
                .baseUnit(BaseUnits.BYTES)
                .register(meters);
    }

    void receive(RoutingContext route, Grant grant) {
        HttpServerRequest request = route.request();
        UploadConditions conditions = UploadConditions.of(
                grant,
                Optional.ofNullable(request.getHeader("Content-Length")),
                Optional.ofNullable(request.getHeader("Content-MD5")).filter(md5 -> !md5.isBlank()),
                config.maxBody().asLongValue());
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        InputStream body = new UploadBody(request, config.stallTimeout());
        store.write(grant.address(), new Md5CheckedBody(body, conditions.md5()), conditions.length());
        received.increment(conditions.length());
        request.response().setStatusCode(200).end();
    }
}
