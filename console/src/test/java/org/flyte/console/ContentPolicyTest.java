package org.flyte.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentPolicyTest {
    @Test
    void showsReportsOfTheStoreOnly() {
        assertThat(ContentPolicy.of(List.of())).contains("frame-src 'self';");
        assertThat(ContentPolicy.of(List.of("https://a.example", "http://127.0.0.1:9000")))
                .contains("frame-src 'self' https://a.example http://127.0.0.1:9000;");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3.example.com",
                "https://s3.example.com/bucket",
                "javascript:alert",
                "https://a?b",
                "https://u@a"
            })
    void refusesWhatIsNoOrigin(String text) {
        assertThatThrownBy(() -> ContentPolicy.of(List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("flyte.console.store-origins");
    }
}
