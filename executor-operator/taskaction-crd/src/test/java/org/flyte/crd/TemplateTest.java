package org.flyte.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TemplateTest {
    @Test
    void compressesALongTemplate() {
        byte[] template = "abc".repeat(1000).getBytes(StandardCharsets.UTF_8);

        assertThat(Template.encode(template)).hasSizeLessThan(200);
        assertThat(Template.decode(Template.encode(template))).isEqualTo(template);
    }

    @Test
    void storesAShortTemplateUnchanged() {
        byte[] template = {1, 2, 3};

        assertThat(Template.encode(template)).isEqualTo(template);
        assertThat(Template.decode(template)).isEqualTo(template);
    }

    @Test
    void namesTheFieldOfInvalidGzip() {
        assertThatThrownBy(() -> Template.decode(new byte[] {0x1f, (byte) 0x8b, 1, 2}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("spec.taskTemplate");
    }
}
