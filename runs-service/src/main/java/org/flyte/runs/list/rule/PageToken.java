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
 * or go do not shift it; a decimal number is an offset, used where a key of the order is nullable.
 */
public sealed interface PageToken {
    /** Skip this number of rows. */
    record Offset(int rows) implements PageToken {}

    /** Start after the row with these values of the order's keys. */
    record After(List<Object> values) implements PageToken {}

    /** Fails with InvalidArgument when the token was not made by {@link #after}, or for another order. */
    static PageToken parse(String token, Order order) {
        if (token.isEmpty()) {
            return new Offset(0);
        }
        try {
            if (token.charAt(0) != 'k') {
                int rows = Integer.parseInt(token);
                if (rows >= 0) {
                    return new Offset(rows);
                }
            } else {
                String[] parts = new String(Base64.getUrlDecoder().decode(token.substring(1)), StandardCharsets.UTF_8)
                        .split("\n", -1);
                if (parts.length == order.keys().size() + 1 && parts[0].equals(order.signature())) {
                    return after(parts, order);
                }
            }
        } catch (IllegalArgumentException e) {
            // falls through: every invalid token has the same answer
        }
        throw new InvalidArgument("invalid page token: it is not from a page of this list in this sort order");
    }

    /** The token of the page after a row with these values of the order's keys. */
    static String after(List<Object> values, Order order) {
        List<String> parts = new ArrayList<>();
        parts.add(order.signature());
        values.forEach(value -> parts.add(ColumnType.format(value)));
        byte[] bytes = String.join("\n", parts).getBytes(StandardCharsets.UTF_8);
        return "k" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static After after(String[] parts, Order order) {
        List<Object> values = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            SortKey key = order.keys().get(i - 1);
            values.add(key.column().type().parse(key.field(), parts[i]));
        }
        return new After(values);
    }
}
