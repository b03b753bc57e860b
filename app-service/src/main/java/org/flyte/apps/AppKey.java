package org.flyte.apps;

import org.flyte.idl.app.Identifier;

/** Names an app. The org takes no part, see docs/adr/0020-org-takes-no-part-in-keys.md. */
public record AppKey(String project, String domain, String name) {
    /** Without checks: for identifiers that were stored. */
    public static AppKey of(Identifier id) {
        return new AppKey(id.getProject(), id.getDomain(), id.getName());
    }

    @Override
    public String toString() {
        return project + "/" + domain + "/" + name;
    }
}
