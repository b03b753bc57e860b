package org.flyte.platform.storage.file;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class FileErrorMapperTest {
    private static final FileErrorMapper MAPPER = new FileErrorMapper(Path.of("/store/x"));

    @Test
    @EnabledOnOs(OS.LINUX)
    void namesAFullDiskAsTheSystemReportsIt() {
        assertThatThrownBy(() -> MAPPER.call(() -> Files.write(Path.of("/dev/full"), new byte[100_000])))
                .isInstanceOf(Unavailable.class)
                .hasMessage("the object store is full at /store/x: No space left; free some and try again");
    }

    @Test
    void namesAnExhaustedQuota() {
        assertThatThrownBy(() -> MAPPER.call(() -> {
                    throw new FileSystemException("/store/x", null, "Disk quota exceeded");
                }))
                .hasMessageContaining("No space left");
    }

    @Test
    void namesOtherReasons() {
        assertThatThrownBy(() -> MAPPER.call(() -> {
                    throw new IOException("Input/output error");
                }))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("/store/x");
    }
}
