package org.flyte.platform.runtime;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/** Says once, at the start, whether the AOT cache that the JVM was given is in use. */
@ApplicationScoped
public class AotCacheCheck {
    private static final Logger LOG = Logger.getLogger(AotCacheCheck.class);

    void check(@Observes StartupEvent started) {
        report(AotCacheUse.ofThisJvm());
    }

    static void report(AotCacheUse use) {
        if (use.isUsed()) {
            LOG.infof("AOT cache in use file=%s", use.file().orElseThrow());
        } else if (use.file().isPresent()) {
            LOG.warnf(
                    "AOT cache not used, started without it: it is missing, damaged, or of another JDK, build or set of"
                            + " JVM flags file=%s",
                    use.file().get());
        }
    }
}
