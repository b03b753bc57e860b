package org.flyte.platform.errors;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MissingFeaturesTest {
    private final MissingFeatures features = new MissingFeatures();

    @Test
    void namesTheFeatureOfAServiceThatIsNotBuilt() {
        assertThat(features.of("flyteidl2.imagebuilder.ImageService")).contains("remote image builds");
        assertThat(features.of("flyteidl2.workflow.RunService")).isEmpty();
        assertThat(features.of("com.example.Unknown")).isEmpty();
    }
}
