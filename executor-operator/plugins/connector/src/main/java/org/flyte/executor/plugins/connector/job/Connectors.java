package org.flyte.executor.plugins.connector.job;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.flyte.executor.plugins.connector.wire.Connector;

/** The configured connectors by id. */
public final class Connectors {
    private final Map<String, Connector> byId = new LinkedHashMap<>();

    public Connectors(Collection<Connector> connectors) {
        connectors.forEach(connector -> byId.put(connector.endpoint().id(), connector));
    }

    /** Empty when it is not configured any more. */
    Optional<Connector> of(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** As messages write it. */
    static String describe(Connector connector) {
        return "connector '%s' at %s"
                .formatted(connector.endpoint().id(), connector.endpoint().address());
    }
}
