package org.flyte.apps.list.rule;

import org.flyte.idl.common.Sort.Direction;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/**
 * The order of a list. Each has a place for every app that is unique: pages begin after one.
 *
 * @param byName by name, and then in order of creation; else in order of creation
 */
public record SortOrder(boolean byName, boolean ascending) {
    private static final int LONGEST_NUMBER = 18;

    static SortOrder of(String key, Direction direction) {
        boolean ascending = direction == Direction.ASCENDING;
        return switch (key) {
            case "", "created_at" -> new SortOrder(false, ascending);
            case "name" -> new SortOrder(true, ascending);
            default -> throw new InvalidArgument("request.sort_by.key must be created_at or name");
        };
    }

    /** The token of the page after an app. */
    public String token(String name, long number) {
        return byName ? number + "/" + name : Long.toString(number);
    }

    /** The number in a token. */
    public static long number(String token) {
        return Long.parseLong(token.split("/", 2)[0]);
    }

    /** The name in a token of an order by name. */
    public static String name(String token) {
        return token.split("/", 2)[1];
    }

    String checked(String token) {
        String[] parts = token.split("/", 2);
        boolean isNumber = parts[0].matches("\\d{1," + LONGEST_NUMBER + "}");
        if (!isNumber || (parts.length == 2) != byName) {
            throw new InvalidArgument("request.token is not one of a list in this order: begin without one");
        }
        return token;
    }
}
