package org.flyte.runs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchPartsTest {
    private record Item(String key, int number) {}

    private static List<Item> items(int count, int keys) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Item("key-" + i % keys, i))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "99, 1", "100, 2", "149, 2", "1000, 4"})
    void makesAPartForEachFewItems(int count, int parts) {
        assertThat(BatchParts.of(items(count, 997), Item::key, 4)).hasSize(parts);
    }

    @Test
    void keepsEachKeyInOnePartAndInOrder() {
        List<Item> items = items(1000, 70);

        List<List<Item>> parts = BatchParts.of(items, Item::key, 3);

        assertThat(parts)
                .hasSize(3)
                .allSatisfy(part -> assertThat(part).extracting(Item::number).isSorted());
        assertThat(parts.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(items);
        assertThat(parts.stream().flatMap(part -> part.stream().map(Item::key).collect(Collectors.toSet()).stream()))
                .doesNotHaveDuplicates();
    }

    @Test
    void makesNoEmptyPart() {
        assertThat(BatchParts.of(items(500, 1), Item::key, 8)).hasSize(1);
    }
}
