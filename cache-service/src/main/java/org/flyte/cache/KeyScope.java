package org.flyte.cache;

import org.flyte.idl.cacheservice.v2.Identifier;
import org.flyte.platform.model.RequestFields;

/**
 * What the keys of a request belong to. The org takes no part, see docs/adr/0020-org-takes-no-part-in-keys.md.
 *
 * @param path of the fields of the inner request, for messages
 */
public record KeyScope(String path, String project, String domain) {
    /** Requests of the first version have no scope; their keys are apart from those of all projects. */
    public static final KeyScope NONE = new KeyScope("", "", "");

    private static final int MAX_ID = 63;

    /**
     * The scope of a request of the second version.
     *
     * @param hasRequest whether the request has an inner one
     */
    public static KeyScope of(boolean hasRequest, Identifier id) {
        RequestFields.required("base_request", hasRequest);
        return new KeyScope(
                "base_request.",
                RequestFields.text("identifier.project", id.getProject(), 1, MAX_ID),
                RequestFields.text("identifier.domain", id.getDomain(), 1, MAX_ID));
    }

    /** A key in this scope; fails with InvalidArgument when it is empty or too long. */
    public EntryKey key(String key) {
        return new EntryKey(project, domain, RequestFields.text(field("key"), key, 1, EntryKey.MAX_KEY));
    }

    /** The path of a field in the whole request. */
    public String field(String name) {
        return path + name;
    }
}
