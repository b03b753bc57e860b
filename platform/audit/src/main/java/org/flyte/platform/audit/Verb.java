package org.flyte.platform.audit;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a method does to its resource, from its name: the methods of an API are named alike. */
public enum Verb {
    GET,
    LIST,
    WATCH,
    CREATE,
    UPDATE,
    DELETE,
    /** Hands out an address that reads or writes an object. */
    LINK,
    /** Changes what is under way: abort, signal, enqueue. */
    CONTROL;

    private static final List<Map.Entry<String, Verb>> PREFIXES = List.of(
            Map.entry("CreateUploadLocation", LINK),
            Map.entry("CreateDownloadLink", LINK),
            Map.entry("GetActionDataURIs", LINK),
            Map.entry("List", LIST),
            Map.entry("Watch", WATCH),
            Map.entry("Tail", WATCH),
            Map.entry("Create", CREATE),
            Map.entry("Upload", CREATE),
            Map.entry("Deploy", CREATE),
            Map.entry("Declare", CREATE),
            Map.entry("Record", CREATE),
            Map.entry("Report", CREATE),
            Map.entry("Update", UPDATE),
            Map.entry("Put", UPDATE),
            Map.entry("Delete", DELETE),
            Map.entry("Get", GET),
            Map.entry("Select", GET),
            Map.entry("UserInfo", GET),
            Map.entry("Literals", GET),
            Map.entry("Json", GET),
            Map.entry("TaskSpec", GET),
            Map.entry("ServerReflection", GET),
            Map.entry("Check", GET));
    private static final Set<Verb> READS = Set.of(GET, LIST, WATCH);

    /** The verb of a method, by its name without the service; a name that says nothing is {@link #CONTROL}. */
    public static Verb of(String method) {
        return PREFIXES.stream()
                .filter(entry -> method.startsWith(entry.getKey()))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse(CONTROL);
    }

    /** Whether calls change nothing and hand out nothing. */
    public boolean isRead() {
        return READS.contains(this);
    }
}
