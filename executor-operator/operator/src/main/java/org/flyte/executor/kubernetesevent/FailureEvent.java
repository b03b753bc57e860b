package org.flyte.executor.kubernetesevent;

import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.flyte.crd.TaskAction;
import org.flyte.executor.plugin.Failure;

/**
 * A failed attempt of an action as a Kubernetes Event.
 *
 * @param instance name of this process
 */
record FailureEvent(TaskAction action, int attempt, Failure failure, Instant at, String instance) {
    private static final String CONTROLLER = "flyte.org/executor-operator";
    /** What the API server takes. */
    private static final int MAX_NOTE = 1024;

    private static final int MAX_REASON = 128;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    Event toEvent() {
        ObjectMeta object = action.getMetadata();
        return new EventBuilder()
                .withNewMetadata()
                .withGenerateName(object.getName() + "-")
                .withNamespace(object.getNamespace())
                .endMetadata()
                .withEventTime(new MicroTime(TIME.format(at)))
                .withType("Warning")
                .withReason(reason())
                .withAction("RunAttempt")
                .withNote(cut("attempt " + attempt + ": " + failure.message(), MAX_NOTE))
                .withReportingController(CONTROLLER)
                .withReportingInstance(cut(instance, MAX_REASON))
                .withRegarding(new ObjectReferenceBuilder()
                        .withApiVersion(TaskAction.GROUP + "/" + TaskAction.VERSION)
                        .withKind(TaskAction.KIND)
                        .withNamespace(object.getNamespace())
                        .withName(object.getName())
                        .withUid(object.getUid())
                        .build())
                .build();
    }

    /** Of what is no failure, but worth to be known. */
    Event asNormal() {
        return new EventBuilder(toEvent()).withType("Normal").build();
    }

    /** The cause itself, of codes such as {@code RetriesExhausted|OOMKilled}. */
    private String reason() {
        String code = failure.code().substring(failure.code().lastIndexOf('|') + 1);
        return cut(code.isBlank() ? "Failed" : code, MAX_REASON);
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length - 1) + "…";
    }
}
