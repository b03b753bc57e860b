package org.flyte.dataproxy.presigned;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.flyte.dataproxy.DataProxyConfig;
import org.flyte.platform.model.FlyteException.AlreadyExists;
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
        Md5CheckedBody body = new Md5CheckedBody(new UploadBody(request, config.stallTimeout()), conditions.md5());
        if (!store.writeIfAbsent(grant.address(), body, conditions.length())) {
            requireSame(grant.address(), body.md5());
        }
        received.increment(conditions.length());
        request.response().setStatusCode(200).end();
    }

    /** A repeated upload succeeds: its first answer may have been lost. */
    private void requireSame(String address, String md5) {
        if (!store.md5(address).equals(Optional.of(md5))) {
            throw new AlreadyExists("the object exists with other content, which an upload never replaces");
        }
    }
}
