package org.flyte.copilot;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class FolderCopilotTest extends CopilotContract {
    @TempDir
    Path store;

    @Override
    String base() {
        return store + "/run";
    }

    @Override
    Map<String, String> environment() {
        return Map.of();
    }

    @Override
    Optional<String> folder() {
        return Optional.of(store.toString());
    }
}
