package org.flyte.idl.contract;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import java.util.List;
import java.util.stream.Stream;

/** What a message or enum keeps out of use, as a row; numbers are inclusive ranges. */
final class Reserved {
    private Reserved() {}

    static List<String> of(String owner, DescriptorProto message) {
        return row(
                owner,
                message.getReservedRangeList().stream().map(range -> span(range.getStart(), range.getEnd() - 1)),
                message.getReservedNameList());
    }

    static List<String> of(String owner, EnumDescriptorProto type) {
        return row(
                owner,
                type.getReservedRangeList().stream().map(range -> span(range.getStart(), range.getEnd())),
                type.getReservedNameList());
    }

    private static List<String> row(String owner, Stream<String> spans, List<String> names) {
        String numbers = String.join(",", spans.toList());
        String sorted = String.join(",", names.stream().sorted().toList());
        return numbers.isEmpty() && sorted.isEmpty() ? List.of() : List.of(Row.of("reserved", owner, numbers, sorted));
    }

    private static String span(int first, int last) {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }
}
