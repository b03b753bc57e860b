package org.flyte.apps.spec.rule;

import java.util.regex.Pattern;
import org.flyte.apps.AppKey;
import org.flyte.idl.app.Identifier;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/** Reads the identifier of an app in a request. */
public final class AppIds {
    private static final int LONGEST_NAME = 30;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?");
    private static final int LONGEST_LABEL = 63;
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?");

    private AppIds() {}

    /**
     * The key of the app.
     *
     * @param field path of the identifier in the request, for messages
     */
    public static AppKey key(String field, boolean present, Identifier id) {
        RequestFields.required(field, present);
        return new AppKey(
                scope(field + ".project", id.getProject()),
                scope(field + ".domain", id.getDomain()),
                name(field + ".name", id.getName()));
    }

    /** A project or domain: the value of a label, since the objects of apps carry it as one. */
    public static String scope(String field, String value) {
        return matching(
                field, RequestFields.text(field, value, 1, LONGEST_LABEL), LABEL, "letters, digits, '-', '_' and '.'");
    }

    private static String name(String field, String value) {
        return matching(field, RequestFields.text(field, value, 1, LONGEST_NAME), NAME, "letters, digits and '-'");
    }

    private static String matching(String field, String value, Pattern pattern, String allowed) {
        if (!pattern.matcher(value).matches()) {
            throw new InvalidArgument(
                    "%s must consist of %s, and begin and end with a letter or a digit", field, allowed);
        }
        return value;
    }
}
