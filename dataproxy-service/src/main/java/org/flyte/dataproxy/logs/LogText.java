package org.flyte.dataproxy.logs;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.flyte.dataproxy.Times;
import org.flyte.idl.logs.dataplane.LogLine;
import org.flyte.idl.logs.dataplane.LogLineOriginator;

/** Turns {@code <RFC 3339 time> <text>} into a line of the wire; the terminator stays, since clients print as is. */
final class LogText {
    private static final int LONGEST_TIME = 40;

    private LogText() {}

    static LogLine parse(String line) {
        String text = line.endsWith("\r\n") ? line.substring(0, line.length() - 2) + "\n" : line;
        LogLine.Builder parsed = LogLine.newBuilder().setOriginator(LogLineOriginator.USER);
        int space = text.indexOf(' ');
        if (space > 0 && space <= LONGEST_TIME) {
            try {
                Instant time = OffsetDateTime.parse(text.substring(0, space)).toInstant();
                return parsed.setTimestamp(Times.timestamp(time))
                        .setMessage(text.substring(space + 1))
                        .build();
            } catch (DateTimeException e) {
                // No time in front: the whole line is the message.
            }
        }
        return parsed.setMessage(text).build();
    }
}
