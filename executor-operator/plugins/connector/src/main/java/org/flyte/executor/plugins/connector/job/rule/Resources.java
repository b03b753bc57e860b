package org.flyte.executor.plugins.connector.job.rule;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Link;
import org.flyte.idl.connector.Resource;
import org.flyte.idl.core.TaskLog;

/** Reads the answer of a connector about a job. */
public final class Resources {
    private static final int MAX_REASON = 1_000;
    private static final int MAX_MESSAGE = 100_000;
    private static final int MAX_NAME = 128;
    private static final int MAX_URI = 2_048;

    private Resources() {}

    /** @throws IllegalArgumentException when its phase says nothing */
    public static Observed observed(Resource resource) {
        List<Link> links = links(resource.getLogLinksList());
        if (JobPhase.isTerminal(resource.getPhase())) {
            return new Observed.Ended(
                    resource.getPhase(),
                    cut(resource.getMessage(), MAX_MESSAGE),
                    resource.hasOutputs() ? Optional.of(resource.getOutputs()) : Optional.empty(),
                    links);
        }
        return JobPhase.active(resource.getPhase())
                .map(phase -> new Observed.Active(phase, cut(resource.getMessage(), MAX_REASON), links))
                .orElseThrow(() -> new IllegalArgumentException(
                        "the phase %d of the job is not known".formatted(resource.getPhaseValue())));
    }

    /** Those that consoles can show. */
    private static List<Link> links(List<TaskLog> logs) {
        Set<Link> links = new LinkedHashSet<>();
        for (TaskLog log : logs) {
            if (!log.getUri().isEmpty() && log.getUri().length() <= MAX_URI && links.size() < Details.MAX_LINKS) {
                links.add(new Link(
                        cut(log.getName().isEmpty() ? "Logs" : log.getName(), MAX_NAME), log.getUri(), kind(log)));
            }
        }
        return List.copyOf(links);
    }

    private static Link.Kind kind(TaskLog log) {
        return switch (log.getLinkType()) {
            case DASHBOARD -> Link.Kind.DASHBOARD;
            case IDE -> Link.Kind.IDE;
            case EXTERNAL, UNRECOGNIZED -> Link.Kind.EXTERNAL;
        };
    }

    private static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max - 1) + "…";
    }
}
