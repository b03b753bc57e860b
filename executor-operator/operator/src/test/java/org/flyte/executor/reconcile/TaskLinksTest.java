package org.flyte.executor.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.flyte.crd.TaskAction;
import org.flyte.executor.Actions;
import org.flyte.executor.Configs;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Link;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.idl.core.TaskLog;
import org.flyte.idl.core.TaskTemplate;
import org.junit.jupiter.api.Test;

class TaskLinksTest {
    private final TaskLinks links = new TaskLinks(Configs.executor(Map.of(
            "flyte.executor.dynamic-log-links.tracker", "https://t/{{.taskConfig.project-id}}/{{.taskID}}",
            "flyte.executor.dynamic-log-links.profiler", "https://p/{{.podName}}")));

    @Test
    void addsConfiguredLinksThatTheTaskNames() {
        TaskTemplate template = Actions.template()
                .putConfig("link_type", "profiler, tracker,unknown")
                .putConfig("project-id", "p7")
                .build();
        TaskAction action = Actions.action("flyte", "s3://flyte", template, spec -> spec.runName = "run1");

        assertThat(links.addTo(Details.NONE, new TaskExecution(action, template, 1, 0), Optional.of("pod-1"))
                        .links())
                .containsExactly(
                        new Link("profiler", "https://p/pod-1", Link.Kind.DASHBOARD),
                        new Link("tracker", "https://t/p7/env.task", Link.Kind.DASHBOARD));
    }

    @Test
    void fillsInTheVariablesOfTheAttempt() {
        TaskExecution execution = execution(List.of(
                link("Tracker", "https://t/{{.executionProject}}/{{ .RunName }}-{{.actionName}}-{{.taskRetryAttempt}}"),
                link("Pod", "/pods/{{.namespace}}/{{.podName}}/{{.containerName}}"),
                link("Editor", "https://e/").toBuilder()
                        .setLinkType(TaskLog.LinkType.IDE)
                        .build()));

        assertThat(links.addTo(Details.NONE, execution, Optional.of("pod-1")).links())
                .containsExactly(
                        new Link("Tracker", "https://t/p/run1-a0-1", Link.Kind.DASHBOARD),
                        new Link("Pod", "/pods/flyte/pod-1/primary", Link.Kind.DASHBOARD),
                        new Link("Editor", "https://e/", Link.Kind.IDE));
    }

    @Test
    void leavesOutWhatCannotBeALink() {
        TaskExecution execution = execution(List.of(
                link("Unknown", "https://t/{{.nobody}}"),
                link("Pod", "/pods/{{.podName}}"),
                link("", "https://t/"),
                link("Empty", ""),
                link("Long", "https://t/" + "x".repeat(2048))));

        assertThat(links.addTo(Details.NONE, execution, Optional.empty()).links())
                .isEmpty();
    }

    @Test
    void keepsWhatThePluginReportsFirst() {
        List<Link> own = IntStream.range(0, Details.MAX_LINKS - 1)
                .mapToObj(i -> Link.external("l" + i, "/" + i))
                .toList();
        Details details = new Details(Optional.of("{}"), own);

        Details all = links.addTo(details, execution(List.of(link("a", "/a"), link("b", "/b"))), Optional.empty());

        assertThat(all.state()).contains("{}");
        assertThat(all.links()).startsWith(own.toArray(Link[]::new)).hasSize(Details.MAX_LINKS);
        assertThat(links.addTo(details, execution(List.of()), Optional.empty())).isSameAs(details);
    }

    private static TaskLog link(String name, String uri) {
        return TaskLog.newBuilder().setName(name).setUri(uri).build();
    }

    private static TaskExecution execution(List<TaskLog> links) {
        TaskTemplate.Builder template = Actions.template();
        template.getMetadataBuilder().addAllLogLinks(links);
        TaskAction action = Actions.action("flyte", "s3://flyte", template.build(), spec -> spec.runName = "run1");
        return new TaskExecution(action, template.build(), 2, 0);
    }
}
