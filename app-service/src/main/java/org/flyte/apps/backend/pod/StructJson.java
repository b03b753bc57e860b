package org.flyte.apps.backend.pod;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A protobuf Struct as maps and lists; whole numbers become integers again, which Kubernetes tells apart from decimals. */
final class StructJson {
    private StructJson() {}

    static Map<String, Object> map(Struct struct) {
        Map<String, Object> map = new LinkedHashMap<>();
        struct.getFieldsMap().forEach((name, value) -> map.put(name, value(value)));
        return map;
    }

    private static Object value(Value value) {
        return switch (value.getKindCase()) {
            case STRUCT_VALUE -> map(value.getStructValue());
            case LIST_VALUE -> list(value.getListValue().getValuesList());
            case STRING_VALUE -> value.getStringValue();
            case BOOL_VALUE -> value.getBoolValue();
            case NUMBER_VALUE -> number(value.getNumberValue());
            case NULL_VALUE, KIND_NOT_SET -> null;
        };
    }

    private static List<Object> list(List<Value> values) {
        return values.stream().map(StructJson::value).toList();
    }

    private static Object number(double number) {
        boolean whole = number == Math.rint(number) && Math.abs(number) <= Long.MAX_VALUE;
        return whole ? (Object) (long) number : (Object) number;
    }
}
