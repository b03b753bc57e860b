package org.flyte.dataproxy.call;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;
import org.flyte.dataproxy.DataProxyConfig;
import org.flyte.platform.model.FlyteException.FailedPrecondition;

/** The address of this service for its clients: the configured one, else the one they called. */
@ApplicationScoped
public class PublicAddress {
    private final Optional<URI> configured;

    PublicAddress(DataProxyConfig config) {
        this.configured = config.publicUrl();
    }

    /** The endpoint for a client that called this origin; empty when unknown. */
    public String endpoint(Origin origin) {
        return configured
                .or(origin::address)
                .map(URI::toString)
                .map(text -> text.replaceAll("/+$", ""))
                .orElse("");
    }

    /** The absolute form of a URL, which may be relative to the address of this service. */
    public String complete(URI url, Origin origin) {
        if (url.isAbsolute()) {
            return url.toString();
        }
        URI base = configured
                .or(origin::bestGuess)
                .orElseThrow(
                        () -> new FailedPrecondition("the request has no Host header: set flyte.dataproxy.public-url"));
        return base.toString().replaceAll("/+$", "") + url;
    }
}
