package org.flyte.executor.plugins.spark;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.job.Fields;
import org.flyte.executor.plugin.job.JobPods;

/**
 * The pod of driver or executors: as a template where the CRD has one, else as the fields that every CRD has.
 *
 * @param custom whether the task brings a pod for the role
 * @param hasTemplates whether the CRD has templates
 */
record SparkPod(PodTemplateSpec template, boolean custom, boolean hasTemplates) {
    Optional<String> serviceAccount() {
        return Optional.ofNullable(template.getSpec().getServiceAccountName());
    }

    /**
     * The fields of {@code driver} or {@code executor} that say what the pod is.
     *
     * @param env variables beside those of the pod
     */
    Fields fields(String role, Map<String, String> env) {
        JobPods.changePrimary(
                template,
                container ->
                        JobPods.setEnv(container, env).withCommand(List.of()).withArgs(List.of()));
        Fields fields = new Fields()
                .put("labels", template.getMetadata().getLabels())
                .put("annotations", template.getMetadata().getAnnotations());
        if (hasTemplates) {
            return fields.put("template", template);
        }
        refuseWhatFieldsCannotSay(role);
        PodSpec spec = template.getSpec();
        Container primary = JobPods.primary(template);
        return fields.put("env", primary.getEnv())
                .put("envFrom", primary.getEnvFrom())
                .put("securityContext", primary.getSecurityContext())
                .put("affinity", spec.getAffinity())
                .put("tolerations", spec.getTolerations())
                .put("nodeSelector", spec.getNodeSelector())
                .put("dnsConfig", spec.getDnsConfig())
                .put("podSecurityContext", spec.getSecurityContext())
                .put("schedulerName", spec.getSchedulerName())
                .put("hostNetwork", spec.getHostNetwork());
    }

    private void refuseWhatFieldsCannotSay(String role) {
        List<String> wishes = new ArrayList<>();
        if (custom) {
            wishes.add(role + "Pod");
        }
        PodSpec spec = template.getSpec();
        if (!spec.getVolumes().isEmpty()) {
            wishes.add("volumes");
        }
        if (!spec.getInitContainers().isEmpty()) {
            wishes.add("init containers");
        }
        if (spec.getContainers().size() > 1) {
            wishes.add("further containers");
        }
        if (!wishes.isEmpty()) {
            throw StartException.refused(
                    Failure.permanent(
                            Failure.CRD_FIELD_NOT_SUPPORTED,
                            "the task needs the field spec.%s.template for its %s, which the CRD %s of the cluster does not have: install that of a Spark operator from version 2"
                                    .formatted(role, String.join(", ", wishes), SparkProvider.SPARK_APPLICATION.crd())),
                    null);
        }
    }
}
