package org.flyte.actions.rpc;

import java.util.regex.Pattern;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/**
 * Checks identifiers against what Kubernetes accepts: names become parts of Kubernetes names, projects and domains become
 * label values. A failure names the field.
 */
final class IdentifierParser {
    private static final int MAX_NAME = 30;
    private static final int MAX_SCOPE = 63;
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern LABEL_VALUE = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");

    private IdentifierParser() {}

    /** The key of a complete identifier; the org is ignored. */
    static ActionKey action(String field, boolean present, ActionIdentifier id) {
        RequestFields.required(field, present);
        RequestFields.required(field + ".run", id.hasRun());
        RunIdentifier run = id.getRun();
        scope(field + ".run.project", run.getProject());
        scope(field + ".run.domain", run.getDomain());
        name(field + ".run.name", run.getName());
        name(field + ".name", id.getName());
        return ActionKey.of(id);
    }

    /** The name of a run or an action. */
    static String name(String field, String name) {
        return check(field, name, MAX_NAME, DNS_LABEL, "lower-case letters, digits and '-'");
    }

    private static void scope(String field, String name) {
        check(field, name, MAX_SCOPE, LABEL_VALUE, "letters, digits, '-', '_' and '.'");
    }

    private static String check(String field, String text, int max, Pattern form, String allowed) {
        RequestFields.required(field, text);
        if (text.length() > max) {
            throw new InvalidArgument("%s has %d characters; at most %d are allowed", field, text.length(), max);
        }
        if (!form.matcher(text).matches()) {
            throw new InvalidArgument(
                    "%s may have only %s, and must start and end with a letter or digit", field, allowed);
        }
        return text;
    }
}
