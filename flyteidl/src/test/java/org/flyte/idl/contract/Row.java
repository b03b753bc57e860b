package org.flyte.idl.contract;

import java.util.Arrays;
import java.util.stream.Collectors;

/** One row of the contract tables: cells separated by tabs, an empty cell written as a dash. */
final class Row {
    private Row() {}

    static String of(Object... cells) {
        return Arrays.stream(cells)
                .map(Object::toString)
                .map(cell -> cell.isEmpty() ? "-" : cell)
                .collect(Collectors.joining("\t"));
    }
}
