package org.flyte.apps.backend.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvFromSourceBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flyte.apps.AppsConfig;
import org.flyte.apps.backend.AppAddresses;
import org.flyte.apps.backend.AppDefinition;
import org.flyte.apps.backend.AppLabels;
import org.flyte.idl.app.SecurityContext;

/** Makes the template of an app's pods: what its spec says, and what every app is given. */
@ApplicationScoped
public class AppPods {
    private static final Pattern RAW_DATA = Pattern.compile("\\{\\{\\s*\\.rawOutputDataPrefix\\s*}}");

    private final AppsConfig config;
    private final AppAddresses addresses;

    public AppPods(AppsConfig config, AppAddresses addresses) {
        this.config = config;
        this.addresses = addresses;
    }

    /** The pod of the spec, unchanged. */
    public AppPayload payload(AppDefinition app) {
        return AppPayload.of(app.spec(), config.pods().gpuResource());
    }

    /** The template, without what is of one backend only. */
    public PodTemplateSpec template(AppDefinition app, AppPayload payload) {
        PodSpec pod = payload.pod();
        Container primary = payload.primary();
        primary.setCommand(expanded(app, primary.getCommand()));
        primary.setArgs(expanded(app, primary.getArgs()));
        primary.setEnv(environment(app, primary.getEnv()));
        primary.setEnvFrom(sources(primary.getEnvFrom()));
        if (pod.getEnableServiceLinks() == null) {
            pod.setEnableServiceLinks(false);
        }
        serviceAccount(app, pod);
        List<LocalObjectReference> pull = new ArrayList<>(pod.getImagePullSecrets());
        config.pods().imagePullSecrets().orElse(List.of()).forEach(name -> pull.add(new LocalObjectReference(name)));
        pod.setImagePullSecrets(pull);
        Map<String, String> labels = new LinkedHashMap<>(payload.labels());
        labels.putAll(AppLabels.of(app));
        Map<String, String> annotations = new LinkedHashMap<>(payload.annotations());
        secrets(app, labels, annotations);
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(labels)
                .withAnnotations(annotations)
                .endMetadata()
                .withSpec(pod)
                .build();
    }

    /** The user's own variables win, but for those that say where the app is. */
    private List<EnvVar> environment(AppDefinition app, List<EnvVar> own) {
        Map<String, EnvVar> variables = new LinkedHashMap<>();
        config.pods().defaultEnv().forEach((name, value) -> variables.put(name, new EnvVar(name, value, null)));
        own.forEach(variable -> variables.put(variable.getName(), variable));
        addresses.internalPattern(app).ifPresent(pattern -> put(variables, "INTERNAL_APP_ENDPOINT_PATTERN", pattern));
        put(variables, "FLYTE_INTERNAL_EXECUTION_PROJECT", app.key().project());
        put(variables, "FLYTE_INTERNAL_EXECUTION_DOMAIN", app.key().domain());
        return List.copyOf(variables.values());
    }

    private static void put(Map<String, EnvVar> variables, String name, String value) {
        variables.put(name, new EnvVar(name, value, null));
    }

    private List<EnvFromSource> sources(List<EnvFromSource> own) {
        List<EnvFromSource> sources = new ArrayList<>();
        config.pods()
                .envFromConfigMaps()
                .orElse(List.of())
                .forEach(name -> sources.add(new EnvFromSourceBuilder()
                        .withNewConfigMapRef(name, true)
                        .build()));
        config.pods()
                .envFromSecrets()
                .orElse(List.of())
                .forEach(name -> sources.add(
                        new EnvFromSourceBuilder().withNewSecretRef(name, true).build()));
        sources.addAll(own);
        return sources;
    }

    private List<String> expanded(AppDefinition app, List<String> words) {
        String prefix = "%s/%s/%s/%s"
                .formatted(
                        config.rawDataPrefix(),
                        app.key().project(),
                        app.key().domain(),
                        app.key().name());
        return words.stream()
                .map(word -> RAW_DATA.matcher(word).replaceAll(_ -> Matcher.quoteReplacement(prefix)))
                .toList();
    }

    private void serviceAccount(AppDefinition app, PodSpec pod) {
        String asked = app.spec().getSecurityContext().getRunAs().getK8SServiceAccount();
        if (!asked.isEmpty()) {
            pod.setServiceAccountName(asked);
        } else if (pod.getServiceAccountName() == null) {
            config.pods().serviceAccount().ifPresent(pod::setServiceAccountName);
        }
    }

    /** As the webhook of executor-operator reads them, see docs/behaviour/secrets.md. */
    private static void secrets(AppDefinition app, Map<String, String> labels, Map<String, String> annotations) {
        SecurityContext security = app.spec().getSecurityContext();
        if (security.getSecretsCount() == 0) {
            return;
        }
        labels.put("inject-flyte-secrets", "true");
        labels.put("project", app.key().project());
        labels.put("domain", app.key().domain());
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        Set<String> seen = new HashSet<>();
        for (var secret : security.getSecretsList()) {
            String encoded = encoder.encodeToString(secret.toByteArray());
            if (seen.add(encoded)) {
                annotations.put("flyte.secrets/s" + (seen.size() - 1), encoded);
            }
        }
    }
}
