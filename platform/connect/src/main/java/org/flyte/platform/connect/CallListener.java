package org.flyte.platform.connect;

/** A bean that is notified of every call that ends, streams and refused calls included. */
public interface CallListener {
    /** Runs on the call's event loop: quick, without blocking, and without an exception. */
    void ended(EndedCall call);
}
