package org.flyte.executor.pod;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flyte.crd.TaskActionSpec;
import org.flyte.executor.plugin.TaskExecution;

/**
 * Fills in <code>{{ .Name }}</code> in commands and arguments. Names ignore case; unknown ones are left unchanged.
 */
final class TemplateVariables {
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{\\s*[.$]([A-Za-z_][A-Za-z0-9_.-]*)\\s*}}");
    private static final String INPUTS = "inputs.";

    private final Map<String, String> values;
    private final Function<String, String> inputs;

    /**
     * @param inputs value of an input by name, asked only when a template names it
     */
    TemplateVariables(Map<String, String> values, Function<String, String> inputs) {
        this.values = values;
        this.inputs = inputs;
    }

    static TemplateVariables of(TaskExecution execution, Function<String, String> inputs) {
        TaskActionSpec spec = execution.spec();
        Map<String, String> values = new HashMap<>();
        values.put("input", execution.inputs().file());
        values.put("inputprefix", execution.inputs().folder());
        values.put("outputprefix", execution.files().folder());
        values.put("rawoutputdataprefix", execution.rawDataFolder());
        values.put("checkpointoutputprefix", execution.files().checkpointsFolder());
        values.put("prevcheckpointprefix", execution.previousCheckpointsFolder());
        values.put("perretryuniquekey", uniqueKey(execution.objectName()));
        values.put("namespace", execution.namespace());
        values.put("runname", spec.runName);
        values.put("actionname", spec.actionName);
        values.put("project", spec.project);
        values.put("domain", spec.domain);
        values.put("org", "local");
        values.put("runstarttime", startTime(execution));
        return new TemplateVariables(values, inputs);
    }

    String fill(String text) {
        if (!text.contains("{{")) {
            return text;
        }
        return VARIABLE.matcher(text)
                .replaceAll(
                        match -> Matcher.quoteReplacement(value(match.group(1)).orElse(match.group())));
    }

    private Optional<String> value(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        if (key.startsWith(INPUTS)) {
            return Optional.of(inputs.apply(name.substring(INPUTS.length())));
        }
        return Optional.ofNullable(values.get(key));
    }

    private static String startTime(TaskExecution execution) {
        Instant start = execution.spec().runStartTime;
        Instant known = start != null
                ? start
                : Instant.parse(execution.action().getMetadata().getCreationTimestamp());
        return known.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String uniqueKey(String name) {
        String legal = name.replaceAll("[^A-Za-z0-9_]+", "_");
        return Character.isDigit(legal.charAt(0)) ? "a" + legal.substring(1) : legal;
    }
}
