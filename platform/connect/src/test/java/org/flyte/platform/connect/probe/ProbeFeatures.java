package org.flyte.platform.connect.probe;

import jakarta.inject.Singleton;
import java.util.Optional;
import org.flyte.platform.connect.FeatureNames;

@Singleton
public class ProbeFeatures implements FeatureNames {
    @Override
    public Optional<String> of(String service) {
        return service.equals("planned.v1.Service") ? Optional.of("planned things") : Optional.empty();
    }
}
