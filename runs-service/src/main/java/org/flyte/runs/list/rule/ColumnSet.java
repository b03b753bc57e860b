package org.flyte.runs.list.rule;

import java.util.List;
import java.util.Map;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/**
 * The fields by which one kind of list can be filtered and sorted: the only difference between lists. Filters, sort order
 * and page tokens follow the same grammar for every list.
 */
public interface ColumnSet {
    /** The columns by the names that requests use. */
    Map<String, Column> byField();

    /** The order of a request that names none. */
    List<SortKey> defaultOrder();

    /** The fields that together identify a row; none of them may be nullable. */
    List<String> uniqueFields();

    /** The column of type JSONB that filters on {@code labels.<key>} look into, or null when there is none. */
    String labels();

    /** The columns of type JSONB that filters look into, by prefix: a field {@code labels.KEY} has the prefix "labels". */
    default Map<String, String> maps() {
        return labels() == null ? Map.of() : Map.of("labels", labels());
    }

    /** Fails with InvalidArgument when there is no such field. */
    default Column column(String field) {
        Column column = byField().get(field);
        if (column == null) {
            throw new InvalidArgument(
                    "invalid field '%s'; use one of: %s",
                    Address.shown(field),
                    String.join(", ", byField().keySet().stream().sorted().toList()));
        }
        return column;
    }
}
