package org.flyte.platform.audit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jboss.logging.Logger;

/** Records as lines of the log, category {@value #CATEGORY}. */
final class LogSink implements AuditSink {
    static final String CATEGORY = "org.flyte.audit";

    private static final Logger LOG = Logger.getLogger(CATEGORY);

    @Override
    public void write(List<Entry> entries) {
        entries.forEach(entry -> LOG.info(new String(entry.json(), StandardCharsets.UTF_8)));
    }
}
