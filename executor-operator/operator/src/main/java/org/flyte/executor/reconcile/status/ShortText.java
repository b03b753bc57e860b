package org.flyte.executor.reconcile.status;

/** A text that fits into a status: the head and the tail of a longer one. */
record ShortText(String text) {
    private static final String GAP = "\n...\n";

    /** At most {@code max} characters. The tail starts with a whole line where that costs no more than half of it. */
    static ShortText of(String text, int max) {
        if (text.length() <= max) {
            return new ShortText(text);
        }
        int half = (max - GAP.length()) / 2;
        return new ShortText(text.substring(0, half) + GAP + wholeLines(text.substring(text.length() - half)));
    }

    private static String wholeLines(String tail) {
        int start = tail.indexOf('\n') + 1;
        return start > 0 && start <= tail.length() / 2 ? tail.substring(start) : tail;
    }
}
