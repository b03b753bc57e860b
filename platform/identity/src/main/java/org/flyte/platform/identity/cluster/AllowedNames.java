package org.flyte.platform.identity.cluster;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names that projects may use, from the configuration. */
record AllowedNames(List<Entry> entries) {
    private static final String ANY = "*";
    private static final Pattern ENTRY = Pattern.compile("([^/:]+)/([^/:]+):(.+)");

    /** One name, and where it may be used. */
    record Entry(String project, String domain, String name) {
        boolean allows(String ofProject, String ofDomain, String wanted) {
            return matches(project, ofProject) && matches(domain, ofDomain) && matches(name, wanted);
        }

        private static boolean matches(String pattern, String value) {
            return pattern.equals(ANY) || pattern.equals(value);
        }
    }

    /**
     * Parses entries {@code PROJECT/DOMAIN:NAME}.
     *
     * @throws IllegalArgumentException that names the key
     */
    static AllowedNames parse(String key, List<String> entries) {
        return new AllowedNames(
                entries.stream().map(entry -> parse(key, entry.strip())).toList());
    }

    boolean has(String project, String domain, String name) {
        return entries.stream().anyMatch(entry -> entry.allows(project, domain, name));
    }

    private static Entry parse(String key, String entry) {
        Matcher matcher = ENTRY.matcher(entry);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "%s: '%s' is not PROJECT/DOMAIN:NAME, where each may be *".formatted(key, entry));
        }
        return new Entry(matcher.group(1), matcher.group(2), matcher.group(3));
    }
}
