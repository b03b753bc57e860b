package org.flyte.platform.podlogs;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.flyte.idl.logs.dataplane.LogLine;
import org.flyte.idl.logs.dataplane.LogLineOriginator;
import org.flyte.platform.model.ProtoTime;

/** Parses {@code <RFC 3339 time> <text>}; the line terminator stays, because clients print the text unchanged. */
public final class LogLineParser {
    private static final int LONGEST_TIME = 40;

    private LogLineParser() {}

    /** The message and its time; a line without a time is a message as a whole. */
    public static LogLine parse(String line) {
        String text = line.endsWith("\r\n") ? line.substring(0, line.length() - 2) + "\n" : line;
        LogLine.Builder parsed = LogLine.newBuilder().setOriginator(LogLineOriginator.USER);
        int space = text.indexOf(' ');
        if (space > 0 && space <= LONGEST_TIME) {
            try {
                Instant time = OffsetDateTime.parse(text.substring(0, space)).toInstant();
                return parsed.setTimestamp(ProtoTime.of(time))
                        .setMessage(text.substring(space + 1))
                        .build();
            } catch (DateTimeException e) {
                // No time in front: the whole line is the message.
            }
        }
        return parsed.setMessage(text).build();
    }
}
