package org.flyte.actions.id;

import java.util.regex.Pattern;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/**
 * What identifiers must look like: names become parts of Kubernetes names, projects and domains become labels. A
 * name that Kubernetes would refuse is refused here, with the field that holds it (executor spec §1.1).
 */
public final class Identifiers {
    private static final int LONGEST_NAME = 30;
    private static final int LONGEST_SCOPE = 63;
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern LABEL_VALUE = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");

    private Identifiers() {}

    /** The key of a complete identifier; the org may be anything. */
    public static ActionKey actionKey(boolean present, ActionIdentifier id, String field) {
        if (!present) {
            throw new InvalidArgument("%s is required", field);
        }
        if (!id.hasRun()) {
            throw new InvalidArgument("%s.run is required", field);
        }
        RunIdentifier run = id.getRun();
        scope(run.getProject(), field + ".run.project");
        scope(run.getDomain(), field + ".run.domain");
        name(run.getName(), field + ".run.name");
        name(id.getName(), field + ".name");
        return ActionKey.of(id);
    }

    /** Checks the name of a run or an action. */
    public static void name(String name, String field) {
        check(name, field, LONGEST_NAME, DNS_LABEL, "lower-case letters, digits and '-'");
    }

    private static void scope(String name, String field) {
        check(name, field, LONGEST_SCOPE, LABEL_VALUE, "letters, digits, '-', '_' and '.'");
    }

    private static void check(String text, String field, int longest, Pattern form, String allowed) {
        if (text.isEmpty()) {
            throw new InvalidArgument("%s is required", field);
        }
        if (text.length() > longest) {
            throw new InvalidArgument("%s has %d characters; at most %d are allowed", field, text.length(), longest);
        }
        if (!form.matcher(text).matches()) {
            throw new InvalidArgument(
                    "%s may have only %s, and must start and end with a letter or digit", field, allowed);
        }
    }
}
