package org.flyte.platform.podlogs;

import java.util.Optional;

/**
 * What marks the lines of an attempt in the log of a pod that carries out several: each line is {@code @<run>/<action>/<attempt> <text>},
 * and the last one of a try {@code =<run>/<action>/<attempt>}.
 *
 * @param attempt from 1
 */
public record Stamp(String run, String action, int attempt) {
    /** As given to the pod. */
    @Override
    public String toString() {
        return run + "/" + action + "/" + attempt;
    }

    /** What the attempt has printed; empty when the line is of another one. */
    public Optional<String> textOf(String line) {
        String start = "@" + this + " ";
        return line.startsWith(start) ? Optional.of(line.substring(start.length())) : Optional.empty();
    }

    /** Whether the line says that a try of the attempt prints no more. */
    public boolean isEnd(String line) {
        return line.strip().equals("=" + this);
    }
}
