package org.flyte.idl.contract;

import com.google.protobuf.Message;

/** Finds the generated class of a message by its full name: {@code flyteidl2.x.Y} is {@code org.flyte.idl.x.Y}. */
final class GeneratedClasses {
    private GeneratedClasses() {}

    static Message defaultInstance(String type) throws ReflectiveOperationException {
        Class<?> generated = Class.forName(type.replaceFirst("^flyteidl2\\.", "org.flyte.idl."));
        return (Message) generated.getMethod("getDefaultInstance").invoke(null);
    }
}
