package org.flyte.idl.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our schema is the published one: written as rows of the tables, neither has a row that the other lacks. */
class WireContractTest {
    private static final Path TABLES = Path.of("src", "test", "resources", "contract", "wire");

    static Stream<String> packages() throws IOException {
        try (Stream<Path> tables = Files.list(TABLES)) {
            return tables
                    .map(table -> table.getFileName().toString().replaceFirst("\\.tsv$", ""))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("packages")
    void aPackageIsAsThePublishedApiHasIt(String name) throws IOException {
        List<String> table = Files.readAllLines(TABLES.resolve(name + ".tsv")).stream()
                .filter(row -> !row.isBlank() && !row.startsWith("#"))
                .toList();

        List<String> ours = Descriptors.published().stream()
                .filter(file -> file.getPackage().equals(name))
                .flatMap(file -> Facts.of(file).stream())
                .toList();

        assertThat(ours).containsExactlyInAnyOrderElementsOf(table);
    }

    @Test
    void thereIsNoPackageBesideThePublishedOnes() throws IOException {
        assertThat(Descriptors.published().stream()
                        .map(FileDescriptorProto::getPackage)
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(packages().toList())
                .hasSize(24);
    }
}
