package org.flyte.platform.connect.probe;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects what is logged at ERROR by anyone while it is open. */
public final class ErrorLog extends Handler {
    private final List<String> errors = new CopyOnWriteArrayList<>();

    private ErrorLog() {}

    public static ErrorLog open() {
        ErrorLog log = new ErrorLog();
        Logger.getLogger("").addHandler(log);
        return log;
    }

    public List<String> errors() {
        return errors;
    }

    @Override
    public void publish(LogRecord entry) {
        if (entry.getLevel().intValue() > Level.WARNING.intValue()) {
            errors.add(entry.getLoggerName() + ": " + entry.getMessage());
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(this);
    }
}
