package org.flyte.platform.connect.validation;

import build.buf.protovalidate.Violation;
import build.buf.validate.FieldPathElement;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import java.util.Set;
import org.flyte.platform.connect.ConnectConfig.Validation;

/** The policies that configuration can choose. */
record ConfiguredPolicy(Validation mode, Set<String> exemptFields) implements ValidationPolicy {
    @Override
    public boolean counts(String message, Violation violation) {
        var proto = violation.toProto();
        if (proto.getField().getElementsCount() == 0) {
            return mode == Validation.ALL;
        }
        FieldPathElement last = proto.getField().getElements(proto.getField().getElementsCount() - 1);
        if (exemptFields.contains(last.getFieldName())) {
            return false;
        }
        return switch (mode) {
            case NONE -> false;
            case ALL -> true;
            case REQUIRED -> proto.getRuleId().equals("required") && isMessageOrOneof(last);
        };
    }

    private static boolean isMessageOrOneof(FieldPathElement field) {
        return !field.hasFieldNumber() || field.getFieldType() == FieldDescriptorProto.Type.TYPE_MESSAGE;
    }
}
