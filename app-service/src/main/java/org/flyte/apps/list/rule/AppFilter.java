package org.flyte.apps.list.rule;

import java.util.List;
import org.flyte.idl.app.Status.DeploymentStatus;
import org.flyte.idl.common.Filter;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/**
 * A condition on the apps of a list.
 *
 * @param column of the table
 * @param isIn whether the column must, or must not, have one of the values
 */
public record AppFilter(String column, boolean isIn, List<String> values) {
    private static final int MAX_VALUES = 100;
    private static final int LONGEST_VALUE = 255;

    static AppFilter of(Filter filter) {
        String field = RequestFields.text("request.filters.field", filter.getField(), 1, LONGEST_VALUE);
        String column = switch (field) {
            case "status_phase" -> "phase";
            case "name" -> "name";
            case "created_by" ->
                throw new InvalidArgument(
                        "request.filters.field created_by is not supported: who created an app is not recorded");
            default -> throw new InvalidArgument("request.filters.field must be status_phase or name");
        };
        boolean isIn = switch (filter.getFunction()) {
            case EQUAL, VALUE_IN -> true;
            case NOT_EQUAL, VALUE_NOT_IN -> false;
            default ->
                throw new InvalidArgument(
                        "request.filters.function of %s must be EQUAL, NOT_EQUAL, VALUE_IN or VALUE_NOT_IN", field);
        };
        List<String> values = List.copyOf(filter.getValuesList());
        if (values.isEmpty() || values.size() > MAX_VALUES) {
            throw new InvalidArgument("request.filters.values of %s must have 1 to %d values", field, MAX_VALUES);
        }
        values.forEach(value -> value(field, column, value));
        return new AppFilter(column, isIn, values);
    }

    private static void value(String field, String column, String value) {
        RequestFields.text("request.filters.values", value, 0, LONGEST_VALUE);
        if (column.equals("phase") && !isStatus(value)) {
            throw new InvalidArgument(
                    "request.filters.values of %s must be names of deployment statuses, such as DEPLOYMENT_STATUS_ACTIVE",
                    field);
        }
    }

    private static boolean isStatus(String value) {
        return DeploymentStatus.getDescriptor().findValueByName(value) != null;
    }
}
