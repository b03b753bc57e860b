package org.flyte.apps.spec;

import java.util.Map;
import org.flyte.apps.AppKey;
import org.flyte.apps.spec.rule.AppIds;
import org.flyte.idl.app.App;
import org.flyte.idl.app.Meta;
import org.flyte.idl.app.Spec;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/**
 * An app as a request defines it, with its identifier and labels checked.
 *
 * @param revision the one that the caller has read; 0 when it says none
 * @param meta without revision
 * @param spec in canonical form: state and ingress are set, so that equal wishes are equal messages
 */
public record NewApp(AppKey key, long revision, Meta meta, Spec spec) {
    private static final int MAX_LABELS = 64;
    private static final int LONGEST_LABEL = 255;

    /** Reads the app of a request. */
    public static NewApp of(boolean present, App app) {
        RequestFields.required("app", present);
        RequestFields.required("app.metadata", app.hasMetadata());
        RequestFields.required("app.spec", app.hasSpec());
        Meta meta = app.getMetadata();
        AppKey key = AppIds.key("app.metadata.id", meta.hasId(), meta.getId());
        if (meta.getRevision() < 0) {
            throw new InvalidArgument("app.metadata.revision must be at most %d", Long.MAX_VALUE);
        }
        labels(meta.getLabelsMap());
        return new NewApp(
                key, meta.getRevision(), meta.toBuilder().clearRevision().build(), canonical(app.getSpec()));
    }

    /** The SDK compares what it sends with what it gets, and expects ingress and creator, which is not recorded yet, to be there. */
    private static Spec canonical(Spec spec) {
        Spec.Builder builder = spec.toBuilder();
        if (spec.getDesiredState() == Spec.DesiredState.DESIRED_STATE_UNSPECIFIED) {
            builder.setDesiredState(Spec.DesiredState.DESIRED_STATE_ACTIVE);
        }
        builder.setIngress(spec.getIngress());
        builder.setCreator(EnrichedIdentity.getDefaultInstance());
        return builder.build();
    }

    private static void labels(Map<String, String> labels) {
        if (labels.size() > MAX_LABELS) {
            throw new InvalidArgument(
                    "app.metadata.labels has %d labels, at most %d are allowed", labels.size(), MAX_LABELS);
        }
        labels.forEach((key, value) -> {
            RequestFields.text("app.metadata.labels key", key, 1, LONGEST_LABEL);
            RequestFields.text("app.metadata.labels value", value, 0, LONGEST_LABEL);
        });
    }
}
