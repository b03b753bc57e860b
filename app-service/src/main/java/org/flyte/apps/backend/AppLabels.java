package org.flyte.apps.backend;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.flyte.apps.AppKey;

/** The labels and annotations of the objects of apps. */
public final class AppLabels {
    /** On every object and pod of every app. */
    public static final String MANAGED = "flyte.org/app-managed";

    /** The name of the app's objects, which selects what belongs to it. */
    public static final String APP = "flyte.org/app";

    public static final String PROJECT = "flyte.org/project";
    public static final String DOMAIN = "flyte.org/domain";
    public static final String NAME = "flyte.org/app-name";

    /** The revision of the app that an object was written for: an older one never replaces it. */
    public static final String REVISION = "flyte.org/app-revision";

    /** Digest of what was written. */
    public static final String DIGEST = "flyte.org/app-digest";

    private AppLabels() {}

    /** For objects and pods. */
    public static Map<String, String> of(AppDefinition app) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(MANAGED, "true");
        labels.put(APP, app.objectName());
        labels.put(PROJECT, app.key().project());
        labels.put(DOMAIN, app.key().domain());
        labels.put(NAME, app.key().name());
        return labels;
    }

    /** The app that an object belongs to; empty for one of somebody else. */
    public static Optional<AppKey> key(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        if (labels == null || !labels.containsKey(MANAGED) || !labels.containsKey(NAME)) {
            return Optional.empty();
        }
        return Optional.of(
                new AppKey(labels.getOrDefault(PROJECT, ""), labels.getOrDefault(DOMAIN, ""), labels.get(NAME)));
    }

    /** The revision that an object was written for; 0 when it does not say. */
    public static long revision(HasMetadata object) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        String text = annotations == null ? null : annotations.get(REVISION);
        return text != null && text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }
}
