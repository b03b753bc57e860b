package org.flyte.crd;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.flyte.platform.model.Sha256;

/**
 * The namespaces of TaskActions and their pods: one for all, or by project and domain.
 *
 * @param template a name, in which {@code {project}} and {@code {domain}} stand for those of a run
 */
public record TaskNamespaces(String template) {
    private static final String PROJECT = "{project}";
    private static final String DOMAIN = "{domain}";
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");
    private static final Pattern NOT_IN_NAME = Pattern.compile("[^a-z0-9-]");
    private static final int MAX_LENGTH = 63;
    private static final int HASH_BYTES = 4;

    /** @throws IllegalArgumentException when no namespace can have such a name; the message names the key */
    public TaskNamespaces {
        String example = template.replace(PROJECT, "p").replace(DOMAIN, "d");
        if (!NAME.matcher(example).matches() || example.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "flyte.kubernetes.task-namespace '%s' is no name of a namespace; only {project} and {domain} are replaced"
                            .formatted(template));
        }
    }

    /** Whether all runs have the same namespace. */
    public boolean isShared() {
        return !template.contains(PROJECT) && !template.contains(DOMAIN);
    }

    /**
     * The namespace of the runs of a project and domain. A name that is too long or has characters that Kubernetes does not allow is
     * made legal, with a hash of the whole at its end.
     */
    public String of(String project, String domain) {
        if (isShared()) {
            return template;
        }
        String full = template.replace(PROJECT, project).replace(DOMAIN, domain);
        if (NAME.matcher(full).matches() && full.length() <= MAX_LENGTH) {
            return full;
        }
        String hash = HexFormat.of().formatHex(Sha256.digest(full), 0, HASH_BYTES);
        String legal = NOT_IN_NAME.matcher(full.toLowerCase(Locale.ROOT)).replaceAll("-");
        String begin = Character.isLetterOrDigit(legal.charAt(0)) ? legal : "x" + legal;
        return begin.substring(0, Math.min(begin.length(), MAX_LENGTH - hash.length() - 1)) + "-" + hash;
    }
}
