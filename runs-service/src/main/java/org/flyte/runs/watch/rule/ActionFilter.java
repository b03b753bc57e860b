package org.flyte.runs.watch.rule;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.common.Filter;
import org.flyte.idl.common.Filter.Function;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.runs.query.row.ActionRow;

/**
 * Which actions a stream of actions shows.
 *
 * @param phases null: any
 * @param name part of the short name in lower case; null: any
 */
public record ActionFilter(Set<ActionPhase> phases, String name) {
    /** Shows every action. */
    public static final ActionFilter NONE = new ActionFilter(null, null);

    /** Fails with InvalidArgument for anything but PHASE VALUE_IN and NAME CONTAINS_CASE_INSENSITIVE. */
    public static ActionFilter of(List<Filter> filters) {
        Set<ActionPhase> phases = null;
        String name = null;
        for (Filter filter : filters) {
            if (is(filter, "PHASE", Function.VALUE_IN)) {
                phases = phases(filter.getValuesList());
            } else if (is(filter, "NAME", Function.CONTAINS_CASE_INSENSITIVE) && filter.getValuesCount() > 0) {
                name = filter.getValues(0).toLowerCase(Locale.ROOT);
            } else {
                throw new InvalidArgument(
                        "filter on '%s' with %s is not supported; use PHASE with VALUE_IN or NAME with CONTAINS_CASE_INSENSITIVE",
                        filter.getField(), filter.getFunction());
            }
        }
        return new ActionFilter(phases, name);
    }

    boolean matchesAll() {
        return phases == null && name == null;
    }

    public boolean matches(ActionRow row) {
        return (phases == null || phases.contains(row.phase()))
                && (name == null || displayName(row).toLowerCase(Locale.ROOT).contains(name));
    }

    private static String displayName(ActionRow row) {
        String name = row.task().displayName();
        return name.isEmpty() ? row.name() : name;
    }

    private static boolean is(Filter filter, String field, Function function) {
        return filter.getField().equalsIgnoreCase(field) && filter.getFunction() == function;
    }

    private static Set<ActionPhase> phases(List<String> values) {
        Set<ActionPhase> phases = EnumSet.noneOf(ActionPhase.class);
        for (String value : values) {
            try {
                ActionPhase phase = ActionPhase.forNumber(Integer.parseInt(value.trim()));
                if (phase != null) {
                    phases.add(phase);
                }
            } catch (NumberFormatException e) {
                throw new InvalidArgument("filter on PHASE needs numbers of phases, not '%s'", value);
            }
        }
        return phases;
    }
}
