package org.flyte.executor.pod;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a container left as its termination message: usually the end of its log, such as a traceback. */
record TerminationMessage(String text) {
    /** The kubelet takes this much from the end of a longer log, so that a message of that length starts within a line. */
    private static final int LOG_TAIL_BYTES = 2048;

    /** A character that is cut in half becomes replacement characters, which are longer. */
    private static final int MAX_REPLACEMENT_BYTES = 6;

    /** The last line, which names the error, then the lines before it from the first whole one on. */
    String lastLineFirst() {
        List<String> lines = wholeLines().strip().lines().toList();
        if (lines.size() < 2) {
            return String.join("", lines);
        }
        return lines.getLast().strip() + "\n" + String.join("\n", lines.subList(0, lines.size() - 1));
    }

    private String wholeLines() {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        boolean cut = bytes >= LOG_TAIL_BYTES && bytes <= LOG_TAIL_BYTES + MAX_REPLACEMENT_BYTES;
        int firstEnd = text.indexOf('\n');
        boolean more = firstEnd >= 0 && !text.substring(firstEnd).isBlank();
        return cut && more ? text.substring(firstEnd + 1) : text;
    }
}
