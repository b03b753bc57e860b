package org.flyte.platform.connect;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The audience of a gRPC service or of one of its methods; a method's own takes precedence, and without one everybody may
 * call. Listeners for a smaller audience answer UNIMPLEMENTED, as if there were no such method.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface ServedTo {
    /** Those who may call. */
    Audience value();
}
