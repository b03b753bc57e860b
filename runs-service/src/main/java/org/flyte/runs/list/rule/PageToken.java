package org.flyte.runs.list.rule;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/**
 * Where a page starts. Opaque to clients.
 *
 * <p>{@code k…} names the last row of the page before, so that the depth of a page costs nothing and rows that come
 * or go do not shift it. A decimal number is a number of rows to skip: no answer has one, but clients may count themselves.
 */
public sealed interface PageToken {
    /** Separates values: no text of PostgreSQL holds it. */
    String SEPARATOR = "\0";

    String NULL = "n";

    /** Skip this number of rows. */
    record Offset(int rows) implements PageToken {}

    /** Start after the row with these values of the order's keys; a value may be null. */
    record After(List<Object> values) implements PageToken {}

    /** Fails with InvalidArgument when the token was not made by {@link #after}, or for another query. */
    static PageToken parse(String token, Order order) {
        if (token.isEmpty()) {
            return new Offset(0);
        }
        try {
            return token.charAt(0) == 'k' ? parseAfter(token.substring(1), order) : parseOffset(token);
        } catch (IllegalArgumentException e) {
            throw new InvalidArgument("invalid page token: it is not one that a list has answered");
        }
    }

    /** The token of the page after a row with these values of the order's keys. */
    static String after(List<Object> values, Order order) {
        List<String> parts = new ArrayList<>();
        parts.add(order.signature());
        values.forEach(value -> parts.add(value == null ? NULL : "=" + ColumnType.format(value)));
        byte[] bytes = String.join(SEPARATOR, parts).getBytes(StandardCharsets.UTF_8);
        return "k" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static PageToken parseOffset(String token) {
        int rows = Integer.parseInt(token);
        if (rows < 0) {
            throw new IllegalArgumentException("negative");
        }
        return new Offset(rows);
    }

    private static PageToken parseAfter(String encoded, Order order) {
        String[] parts =
                new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8).split(SEPARATOR, -1);
        if (parts.length < 2) {
            throw new IllegalArgumentException("no values");
        }
        if (!parts[0].equals(order.signature()) || parts.length != order.keys().size() + 1) {
            throw new InvalidArgument("invalid page token: it belongs to a list with another scope, other filters or"
                    + " another order; repeat those of the first page, or start again without a token");
        }
        List<Object> values = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            values.add(value(parts[i], order.keys().get(i - 1)));
        }
        return new After(values);
    }

    private static Object value(String part, SortKey key) {
        if (part.equals(NULL) && key.column().nullable()) {
            return null;
        }
        if (!part.startsWith("=")) {
            throw new IllegalArgumentException("no value");
        }
        return key.column().type().parse(key.field(), part.substring(1));
    }
}
