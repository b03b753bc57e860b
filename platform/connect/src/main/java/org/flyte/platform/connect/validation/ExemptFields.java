package org.flyte.platform.connect.validation;

import build.buf.protovalidate.Violation;
import java.util.Set;

/** Every rule counts, but for those of fields with these names. */
record ExemptFields(Set<String> names) implements ValidationPolicy {
    @Override
    public boolean counts(String message, Violation violation) {
        var path = violation.toProto().getField().getElementsList();
        return path.isEmpty() || !names.contains(path.getLast().getFieldName());
    }
}
