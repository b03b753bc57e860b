package org.flyte.platform.model;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A protobuf Struct as plain maps and lists; whole numbers become integers again, which Kubernetes distinguishes from decimals. */
public final class StructJson {
    private static final double MAX_WHOLE = 1L << 53;

    private StructJson() {}

    /** The fields in their order. */
    public static Map<String, Object> toMap(Struct struct) {
        Map<String, Object> map = new LinkedHashMap<>();
        struct.getFieldsMap().forEach((key, value) -> map.put(key, toJava(value)));
        return map;
    }

    private static Object toJava(Value value) {
        return switch (value.getKindCase()) {
            case STRUCT_VALUE -> toMap(value.getStructValue());
            case LIST_VALUE -> toList(value.getListValue().getValuesList());
            case STRING_VALUE -> value.getStringValue();
            case BOOL_VALUE -> value.getBoolValue();
            case NUMBER_VALUE -> toNumber(value.getNumberValue());
            case NULL_VALUE, KIND_NOT_SET -> null;
        };
    }

    private static List<Object> toList(List<Value> values) {
        List<Object> list = new ArrayList<>();
        values.forEach(value -> list.add(toJava(value)));
        return list;
    }

    private static Object toNumber(double number) {
        boolean whole = number == Math.rint(number) && Math.abs(number) < MAX_WHOLE;
        return whole ? (Object) (long) number : (Object) number;
    }
}
