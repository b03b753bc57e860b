package org.flyte.executor.secret;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.StartException;
import org.flyte.idl.core.Secret;
import org.flyte.idl.core.Secret.MountType;
import org.flyte.platform.secrets.SecretId;

/** The secrets that a task asks for, checked. */
record SecretRequests(List<SecretRequest> all) {
    private static final int MAX = 100;
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** Variables that say to the task what it is; no secret may take their place. */
    private static final Pattern RESERVED =
            Pattern.compile("_U_.*|_F_PN|FLYTE_INTERNAL_.*|FLYTE_ATTEMPT_NUMBER|ACTION_NAME|RUN_NAME|"
                    + SecretInjection.FOLDER_VARIABLE + "|" + SecretInjection.PREFIX_VARIABLE);

    /** @throws StartException when a request can never be carried out */
    static SecretRequests of(List<Secret> asked) {
        if (asked.size() > MAX) {
            throw bad("the task asks for %d secrets, at most %d are allowed", asked.size(), MAX);
        }
        List<SecretRequest> requests =
                asked.stream().map(SecretRequests::of).distinct().toList();
        checkVariables(requests);
        checkFiles(requests.stream().filter(SecretRequest::isFile).toList());
        return new SecretRequests(requests);
    }

    private static void checkVariables(List<SecretRequest> requests) {
        Set<String> variables = new HashSet<>();
        for (SecretRequest request : requests) {
            if (!request.variable().isEmpty() && !variables.add(request.variable())) {
                throw bad("two secrets have the environment variable %s; give one another name", request.variable());
            }
        }
    }

    private static void checkFiles(List<SecretRequest> files) {
        for (SecretRequest file : files) {
            for (SecretRequest other : files) {
                if (!file.dataKey().equals(other.dataKey()) && SecretInjection.collide(file.path(), other.path())) {
                    throw bad("the secrets %s and %s cannot both be files", file.shown(), other.shown());
                }
            }
        }
    }

    private static SecretRequest of(Secret secret) {
        String group = secret.getGroup();
        if (!SecretId.isName(secret.getKey()) || (!group.isEmpty() && !SecretId.isName(group))) {
            throw bad(
                    "the key and the group of a secret may have letters, digits, '-' and '_' only, at most %d: '%s', '%s'",
                    SecretId.MAX_NAME, shown(secret.getKey()), shown(group));
        }
        if (!secret.getGroupVersion().isEmpty()) {
            throw bad("secret '%s': versions of groups are not supported; leave group_version empty", secret.getKey());
        }
        if (secret.getMountRequirement() == MountType.UNRECOGNIZED) {
            throw bad("secret '%s': mount_requirement has a value that this version does not know", secret.getKey());
        }
        boolean isFile = secret.getMountRequirement() == MountType.FILE;
        String variable = secret.getEnvVar();
        if (variable.isEmpty() && !isFile) {
            variable = SecretRequest.defaultVariable(group, secret.getKey());
        }
        checkVariable(secret.getKey(), variable);
        return new SecretRequest(group, secret.getKey(), isFile, variable);
    }

    private static void checkVariable(String key, String variable) {
        if (variable.isEmpty()) {
            return;
        }
        if (!VARIABLE.matcher(variable).matches()) {
            throw bad(
                    "secret '%s': '%s' is no name of an environment variable; give it one with as_env_var",
                    key, shown(variable));
        }
        if (RESERVED.matcher(variable).matches()) {
            throw bad("secret '%s': the environment variable %s is set by the platform; give another", key, variable);
        }
    }

    private static String shown(String text) {
        return text.length() <= SecretId.MAX_NAME ? text : text.substring(0, SecretId.MAX_NAME) + "...";
    }

    static StartException bad(String format, Object... args) {
        return StartException.refused(Failure.permanent(Failure.BAD_TASK, format.formatted(args)), null);
    }
}
