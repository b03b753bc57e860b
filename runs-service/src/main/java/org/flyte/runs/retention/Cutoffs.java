package org.flyte.runs.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Before which time a run must have ended to be deleted.
 *
 * @param tracked which of the two kinds of runs this is about
 * @param other of projects without one of their own; empty keeps their runs
 * @param byProject of projects with one of their own; empty keeps their runs
 */
record Cutoffs(boolean tracked, Optional<Instant> other, Map<String, Optional<Instant>> byProject) {
    /** Of runs that this backend executes. */
    static Cutoffs of(RetentionConfig config, Instant now) {
        Map<String, Optional<Instant>> byProject = new TreeMap<>();
        config.projects().forEach((project, age) -> byProject.put(project, before(now, Optional.of(age))));
        return new Cutoffs(false, before(now, config.maxAge()), byProject);
    }

    /** Of tracked runs, which have one age for all. */
    static Cutoffs ofTracked(RetentionConfig config, Instant now) {
        return new Cutoffs(true, before(now, config.trackedMaxAge()), Map.of());
    }

    /** The latest of all: a run that is created later is kept everywhere. Empty when nothing is deleted. */
    Optional<Instant> latest() {
        return Stream.concat(Stream.of(other), byProject.values().stream())
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder());
    }

    private static Optional<Instant> before(Instant now, Optional<Duration> age) {
        return age.filter(each -> each.isPositive()).map(now::minus);
    }
}
