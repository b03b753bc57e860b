package org.flyte.crd;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** The one place that names the Kubernetes objects of an action and their labels. */
public final class Names {
    public static final String LABEL_PROJECT = "flyte.org/project";
    public static final String LABEL_DOMAIN = "flyte.org/domain";
    public static final String LABEL_RUN = "flyte.org/run";
    public static final String LABEL_ACTION = "flyte.org/action";
    public static final String LABEL_ACTION_TYPE = "flyte.org/action-type";
    public static final String LABEL_IS_ROOT = "flyte.org/is-root";

    /** On every pod of ours; the operator sees no other. */
    public static final String LABEL_MANAGED = "flyte.org/managed";

    /** On a terminal TaskAction: garbage collection may take it. */
    public static final String LABEL_TERMINATION_STATUS = "flyte.org/termination-status";

    public static final String LABEL_COMPLETED_TIME = "flyte.org/completed-time";

    /** Held until the pods of the action are gone. Written at creation, so that no extra request is needed. */
    public static final String FINALIZER = "flyte.org/plugin-finalizer";

    public static final String ROOT_ACTION = "a0";
    public static final String TYPE_TASK = "task";
    public static final String TYPE_CONDITION = "condition";
    public static final String PRIMARY_CONTAINER = "primary";

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

    /** The pod of an attempt (from 1) after so many pods of that attempt were lost: {@code <cr>-<attempt-1>[-<lost>]}. */
    public static String pod(String resource, int attempt, int lost) {
        String name = resource + "-" + (attempt - 1);
        return lost == 0 ? name : name + "-" + lost;
    }

    /** A legal label value that looks like the given text; empty when nothing of it is usable. */
    public static String labelValue(String text) {
        String legal = text.replaceAll("[^A-Za-z0-9._-]", "-");
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
        String legal = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
        return Character.isLetterOrDigit(legal.charAt(0)) ? legal : "x" + legal.substring(1);
    }

    private static String hash(String id) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
