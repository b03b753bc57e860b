package org.flyte.platform.connect.validation;

import build.buf.validate.Violation;
import com.google.protobuf.Message;
import java.util.List;

/** Rules that requests are held against. */
interface RequestRules {
    /**
     * Returns what refuses the request, empty if all is well.
     *
     * @throws java.time.DateTimeException if a time in it cannot be read
     * @throws ArithmeticException the same
     */
    List<Violation> violations(Message request);
}
