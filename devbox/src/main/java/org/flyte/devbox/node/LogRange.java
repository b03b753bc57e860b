package org.flyte.devbox.node;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The lines of a log file that a reader wants.
 *
 * @param since only lines of this time or later
 * @param tail only this number of the newest lines
 */
record LogRange(Optional<Instant> since, OptionalInt tail) {
    private static final int TIME_CHARACTERS = 40;

    /** The position in the file at which the first wanted line begins. */
    long startIn(Path log) throws IOException {
        if (since.isEmpty() && tail.isEmpty()) {
            return 0;
        }
        Deque<Long> starts = new ArrayDeque<>();
        long position = 0;
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(log))) {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            long start = 0;
            for (int next = bytes.read(); next >= 0; next = bytes.read()) {
                position++;
                if (next == '\n') {
                    keep(starts, start, head);
                    if (tail.isEmpty() && !starts.isEmpty()) {
                        break;
                    }
                    head.reset();
                    start = position;
                } else if (head.size() < TIME_CHARACTERS) {
                    head.write(next);
                }
            }
        }
        return starts.isEmpty() ? position : starts.getFirst();
    }

    private void keep(Deque<Long> starts, long start, ByteArrayOutputStream head) {
        if (since.isPresent() && timeOf(head).isBefore(since.get())) {
            return;
        }
        boolean first = starts.isEmpty();
        if (tail.isPresent()) {
            starts.addLast(start);
            if (starts.size() > tail.getAsInt()) {
                starts.removeFirst();
            }
        } else if (first) {
            starts.addLast(start);
        }
    }

    private static Instant timeOf(ByteArrayOutputStream head) {
        String text = head.toString(StandardCharsets.UTF_8);
        int space = text.indexOf(' ');
        try {
            return Instant.parse(space < 0 ? text : text.substring(0, space));
        } catch (DateTimeParseException notATime) {
            return Instant.MAX;
        }
    }
}
