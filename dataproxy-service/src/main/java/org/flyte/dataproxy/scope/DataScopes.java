package org.flyte.dataproxy.scope;

import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.dataproxy.DataProxyConfig;
import org.flyte.platform.storage.ObjectStore;

/** Finds the scope of a project in the configured store. */
@ApplicationScoped
public class DataScopes {
    private final String base;
    private final String prefix;

    DataScopes(ObjectStore store, DataProxyConfig config) {
        this.base = store.base();
        this.prefix = config.upload().storagePrefix();
    }

    /** The scope of a project and domain. */
    public DataScope of(String project, String domain) {
        return DataScope.of(base, prefix, project, domain);
    }
}
