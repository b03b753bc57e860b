package org.flyte.dataproxy.links;

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
import org.flyte.platform.storage.PresignedUrlVerifier;
import org.flyte.platform.storage.PresignedUrlVerifier.InvalidPresignedUrl;

/** Takes the body of a signed PUT into the store, piece by piece. Blocks. */
@ApplicationScoped
class LinkUpload {
    private final ObjectStore store;
    private final DataProxyConfig.Upload config;
    private final Counter received;

    LinkUpload(ObjectStore store, DataProxyConfig config, MeterRegistry meters) {
        this.store = store;
        this.config = config.upload();
        this.received = Counter.builder("flyte.dataproxy.link.received")
                .description("Bodies of signed uploads that were stored")
                .baseUnit(BaseUnits.BYTES)
                .register(meters);
    }

    void receive(RoutingContext route, PresignedUrlVerifier links) throws InvalidPresignedUrl {
        HttpServerRequest request = route.request();
        PresignedUrlVerifier.Grant grant = LinkRequest.verify(route, links, "PUT");
        UploadTerms terms = UploadTerms.of(
                grant,
                Optional.ofNullable(request.getHeader("Content-Length")),
                Optional.ofNullable(request.getHeader("Content-MD5")).filter(md5 -> !md5.isBlank()),
                config.maxBody().asLongValue());
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        InputStream body = new RequestBody(request, config.stallTimeout());
        store.write(grant.address(), new CheckedBody(body, terms.md5()), terms.length());
        received.increment(terms.length());
        request.response().setStatusCode(200).end();
    }
}
