package org.flyte.platform.secrets;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/** What a secret is kept by: its name within its scope. */
public record SecretId(SecretScope scope, String name) {
    /** Longest name: with its scope it fits into the key of a Kubernetes Secret. */
    public static final int MAX_NAME = 80;

    /** How every encoded id begins. */
    static final String BEGINNING = "u__org__flyte__domain__";

    private static final Pattern NAME = Pattern.compile("[-a-zA-Z0-9_]+");

    private static final String PART = "((?:(?!__).)*)";
    private static final Pattern ENCODED = Pattern.compile(BEGINNING + PART + "__project__" + PART + "__key__(.+)");

    /** An id from a request; fails with InvalidArgument that names the field. */
    public static SecretId of(String field, SecretScope scope, String name) {
        RequestFields.text(field, name, 1, MAX_NAME);
        if (!isName(name)) {
            throw new InvalidArgument("%s may have letters, digits, '-' and '_' only", field);
        }
        return new SecretId(scope, name);
    }

    /** Whether a secret may have that name. */
    public static boolean isName(String text) {
        return text.length() <= MAX_NAME && NAME.matcher(text).matches();
    }

    /** The id as one text, unique because project and domain have no {@code __}. Managers derive their own names from it. */
    public String encoded() {
        return BEGINNING + "%s__project__%s__key__%s".formatted(scope.domain(), scope.project(), name);
    }

    /** The id of an encoded text; empty when it is none. */
    public static Optional<SecretId> decode(String encoded) {
        Matcher parts = ENCODED.matcher(encoded);
        return parts.matches()
                ? Optional.of(new SecretId(new SecretScope(parts.group(2), parts.group(1)), parts.group(3)))
                : Optional.empty();
    }

    /** How messages write it. */
    @Override
    public String toString() {
        return "'%s' of %s".formatted(name, scope);
    }
}
