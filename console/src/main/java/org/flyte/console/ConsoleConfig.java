package org.flyte.console;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Settings of the console's pages. */
@ConfigMapping(prefix = "flyte.console")
public interface ConsoleConfig {
    /**
     * Origins of the object store, such as {@code https://s3.example.com}: pages may show reports from there. Not needed when
     * presigned URLs have the origin of the console.
     */
    Optional<List<String>> storeOrigins();
}
