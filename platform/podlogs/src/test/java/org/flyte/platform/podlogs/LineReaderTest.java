package org.flyte.platform.podlogs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flyte.platform.propertytest.PropertyCheck;
import org.junit.jupiter.api.Test;

class LineReaderTest {
    @Test
    void keepsLineTerminators() {
        assertThat(lines("a\n\nb\r\nc", 100)).containsExactly("a\n", "\n", "b\r\n", "c");
        assertThat(lines("", 100)).isEmpty();
    }

    @Test
    void splitsALongLine() {
        assertThat(lines("abcdefgh\n", 3)).containsExactly("abc", "def", "gh\n");
        assertThat(lines("abc\n", 3)).containsExactly("abc\n");
    }

    @Test
    void splitsBetweenCharacters() {
        assertThat(lines("ääää\n", 3)).containsExactly("ää", "ää\n");
    }

    @Test
    void losesNoText() throws Exception {
        PropertyCheck.forAll(300, draw -> {
            String valid = new String(draw.text(255).getBytes(UTF_8), UTF_8);

            assertThat(String.join("", lines(valid, 7))).isEqualTo(valid);
        });
    }

    private static List<String> lines(String text, int maxLine) {
        List<String> lines = new ArrayList<>();
        try (LineReader reader = new LineReader(new ByteArrayInputStream(text.getBytes(UTF_8)), maxLine)) {
            for (Optional<String> line = reader.next(); line.isPresent(); line = reader.next()) {
                lines.add(line.get());
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
