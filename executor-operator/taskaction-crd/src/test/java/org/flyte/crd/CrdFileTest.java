package org.flyte.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.crdv2.generator.CRDGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code k8s/crd} is generated from the Java types; {@code -Dcrd.update=true} regenerates it. */
class CrdFileTest {
    private static final String FILE = "taskactions.flyte.org-v1.yml";
    private static final Path COMMITTED = Path.of("../../k8s/crd", FILE);

    @Test
    void committedCrdEqualsTheGeneratedOne(@TempDir Path folder) throws IOException {
        new CRDGenerator()
                .customResourceClasses(TaskAction.class)
                .inOutputDir(folder.toFile())
                .generate();
        String generated = Files.readString(folder.resolve(FILE));
        if (Boolean.getBoolean("crd.update")) {
            Files.createDirectories(COMMITTED.getParent());
            Files.writeString(COMMITTED, generated);
        }

        assertThat(Files.readString(COMMITTED))
                .as("stale: run mvn -pl executor-operator/taskaction-crd test -Dtest=CrdFileTest -Dcrd.update=true")
                .isEqualTo(generated);
    }
}
