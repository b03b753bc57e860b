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

    /** The endpoint for a client that called this origin; empty when not sure. */
    public String endpoint(Origin origin) {
        return configured
                .or(origin::address)
                .map(URI::toString)
                .map(text -> text.replaceAll("/+$", ""))
                .orElse("");
    }

    /** The link itself, or if it is relative, the link below our address. */
    public String complete(URI link, Origin origin) {
        if (link.isAbsolute()) {
            return link.toString();
        }
        URI base = configured
                .or(origin::bestGuess)
                .orElseThrow(() -> new FailedPrecondition("set flyte.dataproxy.public-url: the request names no host"));
        return base.toString().replaceAll("/+$", "") + link;
    }
}
