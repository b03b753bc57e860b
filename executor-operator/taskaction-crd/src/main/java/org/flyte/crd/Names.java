package org.flyte.crd;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.flyte.platform.model.Sha256;

/** The one place that names the Kubernetes objects of an action and their labels. */
public final class Names {
    public static final String LABEL_PROJECT = "flyte.org/project";
    public static final String LABEL_DOMAIN = "flyte.org/domain";
    public static final String LABEL_RUN = "flyte.org/run";
    public static final String LABEL_ACTION = "flyte.org/action";
    public static final String LABEL_ACTION_TYPE = "flyte.org/action-type";
    public static final String LABEL_IS_ROOT = "flyte.org/is-root";

    /** The shard of the run, where several operators share the runs. */
    public static final String LABEL_SHARD = "flyte.org/shard";

    /** On every object of an attempt: the operator watches only objects with this label. */
    public static final String LABEL_MANAGED = "flyte.org/managed";

    /** On a pod of warm workers: the name of its WorkerPool. */
    public static final String LABEL_POOL = "flyte.org/pool";

    /** On a pod that an object of an attempt has made: the TaskAction. */
    public static final String ANNOTATION_TASK_ACTION = "flyte.org/task-action";

    /** With {@link #ANNOTATION_TASK_ACTION}: the uid of the TaskAction. */
    public static final String ANNOTATION_TASK_ACTION_UID = "flyte.org/task-action-uid";

    /** With {@link #ANNOTATION_TASK_ACTION}: the try that the pod belongs to. */
    public static final String ANNOTATION_TRY = "flyte.org/try";

    /** On a TaskAction: the W3C {@code traceparent} of the span that made it, when its run is traced. */
    public static final String ANNOTATION_TRACE_PARENT = "flyte.org/traceparent";

    /** In which kubectl keeps the whole object; never passed on. */
    public static final String ANNOTATION_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    /**
     * Removed once the pod of a deleted action was asked to stop and every event of the action has reached the broker.
     * Written at creation, so that no extra request is needed.
     */
    public static final String FINALIZER = "flyte.org/plugin-finalizer";

    public static final String TYPE_TASK = "task";
    public static final String TYPE_CONDITION = "condition";
    public static final String PRIMARY_CONTAINER = "primary";

    /** Copilot's containers in the pod of a raw container: before the task, and after it. */
    public static final String COPILOT_DOWNLOADER = "flyte-copilot-downloader";

    public static final String COPILOT_UPLOADER = "flyte-copilot-uploader";

    private static final Pattern NOT_IN_LABEL_VALUE = Pattern.compile("[^A-Za-z0-9._-]");
    private static final Pattern NOT_IN_DNS_LABEL = Pattern.compile("[^a-z0-9-]");
    private static final Pattern HYPHENS_AT_END = Pattern.compile("-+$");
    private static final int MAX_LABEL = 63;
    private static final int HASH_BYTES = 4;

    private Names() {}

    /**
     * {@code <run>-<action>-<8 hex of a hash of the full id>}: equal for equal ids, different for ids that only differ in
     * project, domain or where a hyphen stands.
     */
    public static String resource(String project, String domain, String run, String action) {
        String id = String.join("/", project, domain, run, action);
        return dns(run + "-" + action) + "-" + hash(id);
    }

    /**
     * The pod of an attempt: {@code <resource>-<attempt-1>[-<lost>]}.
     *
     * @param attempt from 1
     * @param lost pods of that attempt that infrastructure has taken away
     */
    public static String pod(String resource, int attempt, int lost) {
        String name = resource + "-" + (attempt - 1);
        return lost == 0 ? name : name + "-" + lost;
    }

    /**
     * The shard of a run, the same for all its actions.
     *
     * @param shards how many there are
     * @return from 0 to {@code shards - 1}
     */
    public static int shard(String project, String domain, String run, int shards) {
        return Math.floorMod(
                ByteBuffer.wrap(Sha256.digest(String.join("/", project, domain, run)))
                        .getInt(),
                shards);
    }

    /** The name itself, or its beginning with 8 hex of a hash of the whole when it is longer than that. */
    public static String shortened(String name, int maxLength) {
        if (name.length() <= maxLength) {
            return name;
        }
        String hash = hash(name);
        String start = name.substring(0, maxLength - hash.length() - 1);
        return HYPHENS_AT_END.matcher(start).replaceAll("") + "-" + hash;
    }

    /** The text as a legal label value: other characters replaced, cut at 63; empty for an empty text. */
    public static String labelValue(String text) {
        String legal = NOT_IN_LABEL_VALUE.matcher(text).replaceAll("-");
        String cut = legal.length() > MAX_LABEL ? legal.substring(0, MAX_LABEL) : legal;
        if (cut.isEmpty()) {
            return cut;
        }
        StringBuilder value = new StringBuilder(cut);
        fixEnd(value, 0);
        fixEnd(value, value.length() - 1);
        return value.toString();
    }

    private static void fixEnd(StringBuilder value, int at) {
        if (!Character.isLetterOrDigit(value.charAt(at))) {
            value.setCharAt(at, 'x');
        }
    }

    private static String dns(String text) {
        String legal = NOT_IN_DNS_LABEL.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("-");
        return Character.isLetterOrDigit(legal.charAt(0)) ? legal : "x" + legal.substring(1);
    }

    private static String hash(String id) {
        return HexFormat.of().formatHex(Sha256.digest(id), 0, HASH_BYTES);
    }
}
