package org.flyte.executor.event;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flyte.crd.Names;
import org.flyte.crd.TaskAction;
import org.flyte.crd.TaskActionSpec;
import org.flyte.idl.core.TaskTemplate;

/** What <code>{{ .name }}</code> in a link stands for; names ignore case. */
public record LinkVariables(Map<String, String> values) {
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{\\s*\\.([A-Za-z]+(?:\\.[A-Za-z0-9_-]+)?)\\s*}}");

    /**
     * Those of an attempt.
     *
     * @param attempt from 1
     * @param pod whose logs are those of the attempt; empty when there is none
     */
    public static LinkVariables of(TaskAction action, int attempt, Optional<String> pod) {
        TaskActionSpec spec = action.getSpec();
        Map<String, String> values = new HashMap<>(Map.of(
                "namespace", action.getMetadata().getNamespace(),
                "runname", spec.runName,
                "executionname", spec.runName,
                "actionname", spec.actionName,
                "executionproject", spec.project,
                "executiondomain", spec.domain,
                "taskretryattempt", Integer.toString(attempt - 1)));
        pod.ifPresent(name -> {
            values.put("podname", name);
            values.put("containername", Names.PRIMARY_CONTAINER);
        });
        return new LinkVariables(values);
    }

    /** The same, with what only the template of a task says: its id, and its settings as {@code taskConfig.<name>}. */
    public LinkVariables with(TaskTemplate template) {
        Map<String, String> all = new HashMap<>(values);
        all.put("taskid", template.getId().getName());
        all.put("taskversion", template.getId().getVersion());
        all.put("taskproject", template.getId().getProject());
        all.put("taskdomain", template.getId().getDomain());
        template.getConfigMap().forEach((name, value) -> all.put("taskconfig." + name.toLowerCase(Locale.ROOT), value));
        return new LinkVariables(all);
    }

    /** The link; empty when it uses an unknown variable. */
    public Optional<String> fill(String template) {
        String link = VARIABLE.matcher(template)
                .replaceAll(match -> Matcher.quoteReplacement(
                        values.getOrDefault(match.group(1).toLowerCase(Locale.ROOT), match.group())));
        return link.contains("{{") ? Optional.empty() : Optional.of(link);
    }
}
