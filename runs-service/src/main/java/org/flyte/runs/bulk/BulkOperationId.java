package org.flyte.runs.bulk;

import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** The name of an operation, chosen by the client or random. */
record BulkOperationId(String value) {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
    private static final int RANDOM_CHARACTERS = 16;

    /** Fails with InvalidArgument for a name that is not allowed. */
    static BulkOperationId parse(String name) {
        if (name.isEmpty()) {
            throw new InvalidArgument("operation_id is required");
        }
        if (!LABEL.matcher(name).matches()) {
            throw new InvalidArgument(
                    "operation_id must have 1 to 63 characters of a-z, 0-9 and '-', and start and end with none of '-':"
                            + " '%s'",
                    Address.shown(name));
        }
        return new BulkOperationId(name);
    }

    static BulkOperationId random(RandomGenerator random) {
        StringBuilder name = new StringBuilder("bulk-");
        for (int i = 0; i < RANDOM_CHARACTERS; i++) {
            name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new BulkOperationId(name.toString());
    }
}
