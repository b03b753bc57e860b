package org.flyte.runs.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Parts of a batch that can be written side by side. What belongs to one key is in one part, in its order: no two
 * transactions wait for the row of an action.
 */
final class BatchParts {
    /** A smaller part is not worth a transaction of its own. */
    static final int MIN_SIZE = 50;

    private BatchParts() {}

    /** Up to as many parts as asked for, none of them empty. */
    static <T> List<List<T>> of(List<T> items, Function<T, ?> key, int maxParts) {
        int count = Math.clamp(items.size() / MIN_SIZE, 1, maxParts);
        List<List<T>> parts =
                Stream.<List<T>>generate(ArrayList::new).limit(count).toList();
        items.forEach(item ->
                parts.get(Math.floorMod(key.apply(item).hashCode(), count)).add(item));
        return parts.stream().filter(part -> !part.isEmpty()).toList();
    }
}
