package org.flyte.executor.plugins.spark;

import static org.flyte.executor.plugin.job.CustomMessage.bad;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flyte.idl.plugins.SparkJob;

/**
 * The configuration of an application.
 *
 * @param values of all entries
 */
record SparkConf(Map<String, String> values) {
    private static final Pattern FEATURE = Pattern.compile("spark\\.flyte(?:org)?\\.([^.]+)\\.enabled");
    private static final String DEPLOY_MODE = "spark.submit.deployMode";
    private static final String CLUSTER = "cluster";

    /**
     * What the settings say, below what the task says.
     *
     * @param name of the application
     * @param startedAt in milliseconds
     */
    static SparkConf of(SparkJob job, SparkSettings settings, String name, long startedAt) {
        Map<String, String> conf = new TreeMap<>(settings.conf());
        if (!job.getExecutorPath().isEmpty()) {
            conf.put("spark.pyspark.python", job.getExecutorPath());
            conf.put("spark.pyspark.driver.python", job.getExecutorPath());
        }
        job.getSparkConfMap().forEach((key, value) -> {
            Matcher feature = FEATURE.matcher(key);
            if (feature.matches() && "true".equals(value)) {
                conf.putAll(feature(feature.group(1), settings));
            }
        });
        conf.putAll(job.getSparkConfMap());
        String mode = conf.getOrDefault(DEPLOY_MODE, CLUSTER);
        if (!mode.equals(CLUSTER)) {
            throw bad("%s is '%s', only '%s' is supported", DEPLOY_MODE, mode, CLUSTER);
        }
        limitCores(conf, "driver");
        limitCores(conf, "executor");
        conf.put("spark.kubernetes.executor.podNamePrefix", name);
        conf.put("spark.kubernetes.driverEnv.FLYTE_START_TIME", Long.toString(startedAt));
        return new SparkConf(conf);
    }

    private static Map<String, String> feature(String name, SparkSettings settings) {
        Map<String, String> entries = settings.features().get(name);
        if (entries == null) {
            throw bad(
                    "the feature '%s' is not configured; the features are: %s",
                    name, String.join(", ", settings.features().keySet()));
        }
        return entries;
    }

    /** A pod without a limit takes what its node has. */
    private static void limitCores(Map<String, String> conf, String role) {
        String cores =
                conf.getOrDefault("spark.kubernetes." + role + ".request.cores", conf.get("spark." + role + ".cores"));
        if (cores != null) {
            conf.putIfAbsent("spark.kubernetes." + role + ".limit.cores", cores);
        }
    }

    Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key)).filter(value -> !value.isBlank());
    }

    /** A whole number from 1; empty when there is no such entry. */
    Optional<Integer> count(String key) {
        return text(key).map(value -> {
            try {
                int count = Integer.parseInt(value.strip());
                if (count >= 1) {
                    return count;
                }
            } catch (NumberFormatException e) {
                throw bad("%s is '%s', which is no whole number", key, value);
            }
            throw bad("%s is %s, at least 1 is needed", key, value);
        });
    }
}
