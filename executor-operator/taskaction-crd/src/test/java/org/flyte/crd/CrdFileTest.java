package org.flyte.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.crdv2.generator.CRDGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code k8s/crd} is generated from the Java types; {@code -Dcrd.update=true} regenerates it. */
class CrdFileTest {
    private static final Path COMMITTED = Path.of("../../k8s/crd");

    @ParameterizedTest
    @MethodSource("definitions")
    void committedCrdEqualsTheGeneratedOne(Path definition, @TempDir Path folder) throws IOException {
        String file = definition.getFileName().toString();
        new CRDGenerator()
                .customResourceClasses(TaskAction.class, WorkerPool.class, TaskQueue.class)
                .inOutputDir(folder.toFile())
                .generate();
        String generated = Files.readString(folder.resolve(file));
        if (Boolean.getBoolean("crd.update")) {
            Files.createDirectories(COMMITTED);
            Files.writeString(COMMITTED.resolve(file), generated);
        }

        assertThat(Files.readString(COMMITTED.resolve(file)))
                .as("stale: run mvn -pl executor-operator/taskaction-crd test -Dtest=CrdFileTest -Dcrd.update=true")
                .isEqualTo(generated);
    }

    static Stream<Path> definitions() {
        return CustomResources.definitions().stream().map(Path::of);
    }
}
