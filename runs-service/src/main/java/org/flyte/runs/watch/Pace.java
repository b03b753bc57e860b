package org.flyte.runs.watch;

/** Whether the client takes more messages just now. */
public interface Pace {
    /** For streams without flow control. */
    Pace UNBOUNDED = new Pace() {
        @Override
        public boolean ready() {
            return true;
        }

        @Override
        public void onReady(Runnable listener) {}
    };

    /** After a false answer the listener is called once it would be true again. */
    boolean ready();

    /** Sets the listener; there is one. */
    void onReady(Runnable listener);
}
