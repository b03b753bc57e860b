package org.flyte.platform.model;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import java.time.Instant;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/**
 * Checks of request fields that are the same everywhere. Each fails with InvalidArgument that names the field by its path
 * in the request, {@code action_id.run.project} for one. The org is never required.
 */
public final class RequestFields {
    /** More attempts than any configuration of retries asks for. */
    public static final int MAX_ATTEMPT = 10_000;

    private RequestFields() {}

    /** A message field that must be set. */
    public static void required(String field, boolean present) {
        if (!present) {
            throw new InvalidArgument("%s is required", field);
        }
    }

    /** A text that must not be empty and can be stored: PostgreSQL holds no NUL character. */
    public static String required(String field, String value) {
        required(field, !value.isEmpty());
        return storable(field, value);
    }

    /** A text that may be empty but can be stored. */
    public static String storable(String field, String value) {
        if (value.indexOf('\0') >= 0) {
            throw new InvalidArgument("%s must not contain a NUL character", field);
        }
        return value;
    }

    /** A storable text with so many characters. */
    public static String text(String field, String value, int min, int max) {
        int length = value.codePointCount(0, value.length());
        if (length == 0 && min > 0) {
            throw new InvalidArgument("%s is required", field);
        }
        if (length < min || length > max) {
            throw new InvalidArgument("%s has %d characters, at most %d are allowed", field, length, max);
        }
        return storable(field, value);
    }

    /** The start of a text of which only so many characters are stored, without NUL characters. */
    public static String truncated(String value, int max) {
        String storable = value.replace("\0", "");
        return storable.codePointCount(0, storable.length()) <= max
                ? storable
                : storable.substring(0, storable.offsetByCodePoints(0, max));
    }

    /** A text that becomes one folder of an address. */
    public static String pathSegment(String field, String value) {
        required(field, value);
        if (value.contains("/")) {
            throw new InvalidArgument("%s must not contain a slash", field);
        }
        return value;
    }

    public static RunKey run(String field, RunIdentifier id) {
        required(field + ".project", id.getProject());
        required(field + ".domain", id.getDomain());
        required(field + ".name", id.getName());
        return RunKey.of(id);
    }

    public static ActionKey action(String field, ActionIdentifier id) {
        run(field + ".run", id.getRun());
        required(field + ".name", id.getName());
        return ActionKey.of(id);
    }

    /** A phase that is set and known to this version. */
    public static ActionPhase phase(String field, ActionPhase phase) {
        required(field, ActionPhases.rank(phase) > 0);
        return phase;
    }

    /** An enum value that this version knows. */
    public static void known(String field, boolean known) {
        if (!known) {
            throw new InvalidArgument("%s has a value that this version does not know", field);
        }
    }

    /** Attempts count from 1; no action has more than {@link #MAX_ATTEMPT}. */
    public static int attempt(String field, int attempt) {
        if (attempt == 0) {
            throw new InvalidArgument("%s must be at least 1", field);
        }
        if (attempt < 0 || attempt > MAX_ATTEMPT) {
            throw new InvalidArgument("%s must be at most %d", field, MAX_ATTEMPT);
        }
        return attempt;
    }

    /** An unsigned number that is stored as a signed one. */
    public static int nonNegative(String field, int number) {
        if (number < 0) {
            throw new InvalidArgument("%s must be at most %d", field, Integer.MAX_VALUE);
        }
        return number;
    }

    /** A time that Java, PostgreSQL and the protobuf specification can hold. */
    public static Instant time(String field, Timestamp time) {
        if (!Timestamps.isValid(time)) {
            throw new InvalidArgument(
                    "%s must lie between the years 1 and 9999; its seconds count from 1970, %d is too far",
                    field, time.getSeconds());
        }
        return ProtoTime.toInstant(time);
    }
}
