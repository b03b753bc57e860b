package org.flyte.executor.plugin;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What goes with a report.
 *
 * @param state what the plugin must know of the try after a restart, as versioned JSON; never a secret. Empty keeps the recorded one.
 *     A new one costs a request: it changes with what the try does, not with time.
 * @param links for people: dashboards, logs. A new one is shown at once; one that is missing later stays on earlier phases.
 */
public record Details(Optional<String> state, List<Link> links) {
    /** Maximum size of a state: it is stored in the TaskAction. */
    public static final int MAX_STATE_BYTES = 16_384;

    /** Maximum number of links. */
    public static final int MAX_LINKS = 20;

    public static final Details NONE = new Details(Optional.empty(), List.of());

    public Details {
        links = List.copyOf(links);
        state.ifPresent(Details::checkSize);
        if (links.size() > MAX_LINKS) {
            throw new IllegalArgumentException(
                    "a report has %d links, at most %d are allowed".formatted(links.size(), MAX_LINKS));
        }
    }

    /** A state without links. */
    public static Details state(String state) {
        return new Details(Optional.of(state), List.of());
    }

    /** Links without a state. */
    public static Details links(List<Link> links) {
        return new Details(Optional.empty(), links);
    }

    /** The same with these links. */
    public Details with(List<Link> others) {
        return new Details(state, others);
    }

    private static void checkSize(String state) {
        int bytes = state.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_STATE_BYTES) {
            throw new IllegalArgumentException(
                    "the state of a plugin has %d bytes, at most %d are allowed".formatted(bytes, MAX_STATE_BYTES));
        }
    }
}
