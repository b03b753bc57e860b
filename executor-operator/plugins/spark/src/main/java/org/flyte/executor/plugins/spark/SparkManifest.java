package org.flyte.executor.plugins.spark;

import static org.flyte.executor.plugin.job.CustomMessage.bad;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flyte.executor.plugin.PodRole;
import org.flyte.executor.plugin.PodVariant;
import org.flyte.executor.plugin.job.CustomMessage;
import org.flyte.executor.plugin.job.Fields;
import org.flyte.executor.plugin.job.JobManifest;
import org.flyte.executor.plugin.job.JobPods;
import org.flyte.idl.plugins.SparkApplication;
import org.flyte.idl.plugins.SparkJob;

/** Makes a SparkApplication of a task. A pure function. */
final class SparkManifest {
    static final String DRIVER = "driver";
    static final String EXECUTOR = "executor";

    private static final int SUBMISSION_RETRIES = 14;

    /** The first version that knows pod templates; the Spark operator asks for a version where it has them. */
    private static final String SPARK_VERSION = "3.0.0";

    private final SparkSettings settings;
    private final JobPods pods;
    private final boolean hasPodTemplates;

    /** @param hasPodTemplates whether the CRD has templates for driver and executors */
    SparkManifest(SparkSettings settings, JobPods pods, boolean hasPodTemplates) {
        this.settings = settings;
        this.pods = pods;
        this.hasPodTemplates = hasPodTemplates;
    }

    JobManifest toManifest(String name, long startedAt) {
        SparkJob job = CustomMessage.of(pods.execution().template(), SparkJob.getDefaultInstance());
        if (job.getMainApplicationFile().isEmpty() && job.getMainClass().isEmpty()) {
            throw bad("neither mainApplicationFile nor mainClass says what the application runs");
        }
        SparkConf conf = SparkConf.of(job, settings, name, startedAt);
        SparkPod driver = new SparkPod(
                pods.template(
                        PodRole.leader(DRIVER),
                        PodVariant.named("spark-kubernetes-driver").overlay(job.getDriverPod())),
                job.hasDriverPod(),
                hasPodTemplates);
        PodTemplateSpec executorTemplate = pods.template(
                PodRole.worker(EXECUTOR),
                PodVariant.named("spark-kubernetes-executor").overlay(job.getExecutorPod()));
        Container primary = JobPods.primary(executorTemplate);
        String image = primary.getImage();
        List<String> arguments = primary.getArgs();
        SparkPod executor = new SparkPod(executorTemplate, job.hasExecutorPod(), hasPodTemplates);
        Fields spec = new Fields()
                .put("type", type(job.getApplicationType()))
                .put("mode", "cluster")
                .put("sparkVersion", SPARK_VERSION)
                .put("image", image)
                .put("imagePullSecrets", pullSecrets(executorTemplate))
                .put("mainApplicationFile", job.getMainApplicationFile())
                .put("mainClass", job.getMainClass())
                .put("arguments", arguments)
                .put("sparkConf", sparkConf(conf))
                .put("hadoopConf", job.getHadoopConfMap())
                .put("batchScheduler", conf.text("spark.batchScheduler").orElse(null))
                .put(
                        "restartPolicy",
                        new Fields().put("type", "OnFailure").put("onSubmissionFailureRetries", SUBMISSION_RETRIES))
                .put(DRIVER, driver(driver, conf))
                .put(EXECUTOR, executor(executor, conf));
        return JobManifest.of(pods, spec);
    }

    private Map<String, String> sparkConf(SparkConf conf) {
        Map<String, String> values = new TreeMap<>(conf.values());
        if (hasPodTemplates) {
            values.put("spark.kubernetes.driver.podTemplateContainerName", "spark-kubernetes-driver");
            values.put("spark.kubernetes.executor.podTemplateContainerName", "spark-kubernetes-executor");
        }
        return values;
    }

    private Fields driver(SparkPod driver, SparkConf conf) {
        int retries = pods.execution().template().getMetadata().getRetries().getRetries();
        return new Fields()
                .put("cores", conf.count("spark.driver.cores").orElse(null))
                .put("memory", conf.text("spark.driver.memory").orElse(null))
                .put("serviceAccount", driver.serviceAccount().orElse(settings.serviceAccount()))
                .putAll(driver.fields(DRIVER, Map.of("FLYTE_MAX_ATTEMPTS", Integer.toString(retries + 1))));
    }

    private Fields executor(SparkPod executor, SparkConf conf) {
        return new Fields()
                .put("instances", conf.count("spark.executor.instances").orElse(null))
                .put("cores", conf.count("spark.executor.cores").orElse(null))
                .put("memory", conf.text("spark.executor.memory").orElse(null))
                .put("serviceAccount", executor.serviceAccount().orElse(null))
                .putAll(executor.fields(EXECUTOR, Map.of()));
    }

    private static List<String> pullSecrets(PodTemplateSpec template) {
        return template.getSpec().getImagePullSecrets().stream()
                .map(LocalObjectReference::getName)
                .toList();
    }

    private static String type(SparkApplication.Type type) {
        return switch (type) {
            case PYTHON -> "Python";
            case JAVA -> "Java";
            case SCALA -> "Scala";
            case R -> "R";
            case UNRECOGNIZED -> throw bad("applicationType is not known");
        };
    }
}
