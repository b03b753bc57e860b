package org.flyte.platform.errors;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import org.flyte.platform.connect.FeatureNames;

/** The services of the API that no service of this project implements yet. A service leaves the table when it is built. */
@Singleton
class MissingFeatures implements FeatureNames {
    private static final Map<String, String> BY_SERVICE = Map.ofEntries(
            Map.entry("flyteidl2.connector.AsyncConnectorService", "connectors"),
            Map.entry("flyteidl2.connector.ConnectorMetadataService", "connectors"),
            Map.entry("flyteidl2.imagebuilder.ImageService", "remote image builds"));

    @Override
    public Optional<String> of(String service) {
        return Optional.ofNullable(BY_SERVICE.get(service));
    }
}
