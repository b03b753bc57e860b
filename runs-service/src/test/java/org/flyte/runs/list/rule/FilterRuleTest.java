package org.flyte.runs.list.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.flyte.idl.common.Filter;
import org.flyte.idl.common.Filter.Function;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterRuleTest {
    private static final FilterRule RULE = new FilterRule(ActionColumns.RUNS);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            value = {
                "task_name    | EQUAL                     | pkg.main   | task_name = $1::text                            | pkg.main",
                "created_by   | EQUAL                     | me         | created_by_subject = $1::text                   | me",
                "parent_name  | EQUAL                     | a0         | parent_action_name = $1::text                   | a0",
                "phase        | EQUAL                     | 4          | phase = $1::bigint                              | 4",
                "phase        | EQUAL                     | 1;0        | phase = $1::bigint                              | 10",
                "phase        | EQUAL                     | 5;6        | phase = ANY ($1::bigint[])                      | [5, 6]",
                "phase        | EQUAL                     | FAILED     | phase = $1::bigint                              | 6",
                "phase        | VALUE_IN                  | 5          | phase = ANY ($1::bigint[])                      | [5]",
                "phase        | VALUE_IN                  | 1;0        | phase = ANY ($1::bigint[])                      | [1, 0]",
                "phase        | VALUE_NOT_IN              | 5;6        | (phase = ANY ($1::bigint[])) IS NOT TRUE        | [5, 6]",
                "task_version | NOT_EQUAL                 | v1         | task_version IS DISTINCT FROM $1::text          | v1",
                "duration_ms  | GREATER_THAN              | 10         | duration_ms > $1::bigint                        | 10",
                "created_at   | GREATER_THAN_OR_EQUAL     | 2026-01-02T03:04:05+00:00 | created_at >= $1::timestamptz    | 2026-01-02T03:04:05Z",
                "created_at   | LESS_THAN                 | 2026-01-02T03:04:05.123456Z | created_at < $1::timestamptz   | 2026-01-02T03:04:05.123456Z",
                "created_at   | LESS_THAN                 | 2026-01-02 | created_at < $1::timestamptz                    | 2026-01-02T00:00Z",
                "updated_at   | LESS_THAN_OR_EQUAL        | 2026-01-02 03:04:05 | updated_at <= $1::timestamptz          | 2026-01-02T03:04:05Z",
                "task_name    | CONTAINS                  | a_b%c\\    | task_name LIKE $1::text                         | %a\\_b\\%c\\\\%",
                "task_name    | CONTAINS_CASE_INSENSITIVE | A          | task_name ILIKE $1::text                        | %A%",
                "task_name    | ENDS_WITH                 | main       | task_name LIKE $1::text                         | %main",
                "task_name    | NOT_ENDS_WITH             | main       | (task_name LIKE $1::text) IS NOT TRUE           | %main",
                "ended_at     | EXISTS                    | ''         | ended_at IS NOT NULL                            | ''",
                "trigger_name | NOT_EXISTS                | ''         | trigger_name IS NULL                            | ''",
                "labels.team  | EQUAL                     | ml         | labels @> jsonb_build_object($1::text, $2::text) | team,ml",
                "labels.team  | EXISTS                    | ''         | labels ? $1::text                               | team",
                "labels.a.b/c | NOT_EXISTS                | ''         | NOT coalesce(labels ? $1::text, false)          | a.b/c",
                "labels.team  | VALUE_IN                  | a;b        | (labels ->> $1::text) = ANY ($2::text[])        | 'team,[a, b]'",
            })
    void rendersAConditionWithTypedValues(
            String field, Function function, String values, String condition, String bound) {
        Sql sql = new Sql();

        RULE.add(sql, filter(field, function, values));

        assertThat(sql.where()).isEqualTo(condition);
        assertThat(sql.values().stream().map(FilterRuleTest::text).collect(Collectors.joining(",")))
                .isEqualTo(bound);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            value = {
                "task_spec   | EQUAL        | x       | invalid field",
                "phase       | EQUAL        | x       | is not a value of phase",
                "created_at  | LESS_THAN    | tuesday | is not a value of created_at",
                "duration_ms | EQUAL        | 1.5     | is not a value of duration_ms",
                "phase       | CONTAINS     | 1       | is no text",
                "task_name   | NOT_EQUAL    | a;b     | needs one value",
                "task_name   | EQUAL        | ''      | needs one value",
                "task_name   | VALUE_IN     | ''      | has no values",
                "labels.     | EXISTS       | ''      | needs the key",
            })
    void refusesInvalidFiltersAndNamesTheField(String field, Function function, String values, String message) {
        assertThatThrownBy(() -> RULE.add(new Sql(), filter(field, function, values)))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining(message);
    }

    @Test
    void listsTheFieldsWithoutBrackets() {
        assertThatThrownBy(() -> RULE.add(new Sql(), filter("nope", Function.EQUAL, "x")))
                .hasMessageStartingWith("invalid field 'nope'; use one of: action_type, created_at, ")
                .hasMessageNotContainingAny("[", "]");
    }

    @Test
    void knowsOnlyTheFieldsOfItsColumnSet() {
        FilterRule rule = new FilterRule(new TestColumns());
        Sql sql = new Sql();

        rule.add(sql, filter("size", Function.EQUAL, "3"));

        assertThat(sql.where()).isEqualTo("bytes = $1::bigint");
        assertThatThrownBy(() -> rule.add(sql, filter("phase", Function.EQUAL, "3")))
                .hasMessage("invalid field 'phase'; use one of: name, size");
        assertThatThrownBy(() -> rule.add(sql, filter("labels.team", Function.EXISTS, "")))
                .hasMessage("invalid field 'labels.team'; use one of: name, size");
    }

    private static Filter filter(String field, Function function, String values) {
        Filter.Builder filter = Filter.newBuilder().setField(field).setFunction(function);
        if (!values.isEmpty()) {
            filter.addAllValues(List.of(values.split(";")));
        }
        return filter.build();
    }

    private static String text(Object value) {
        return value instanceof Object[] array ? Arrays.toString(array) : value.toString();
    }
}
