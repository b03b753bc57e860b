package org.flyte.executor.plugin;

/**
 * A link that consoles show with an attempt.
 *
 * @param name such as {@code Ray Dashboard}
 * @param kind how a console may show it
 */
public record Link(String name, String uri, Kind kind) {
    /** How a console may show a link. */
    public enum Kind {
        EXTERNAL,
        DASHBOARD,
        IDE
    }

    /** A link to a page elsewhere. */
    public static Link external(String name, String uri) {
        return new Link(name, uri, Kind.EXTERNAL);
    }
}
