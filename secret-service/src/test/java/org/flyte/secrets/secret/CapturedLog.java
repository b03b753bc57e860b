package org.flyte.secrets.secret;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is logged while it is open. */
final class CapturedLog extends Handler implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    CapturedLog() {
        setLevel(Level.ALL);
        Logger.getLogger("").addHandler(this);
    }

    List<String> lines() {
        return lines;
    }

    @Override
    public void publish(LogRecord line) {
        Object[] parameters = line.getParameters();
        lines.add(line.getMessage()
                + (parameters == null ? "" : List.of(parameters))
                + (line.getThrown() == null ? "" : line.getThrown()));
    }

    @Override
    public void flush() {
        // keeps nothing back
    }

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(this);
    }
}
