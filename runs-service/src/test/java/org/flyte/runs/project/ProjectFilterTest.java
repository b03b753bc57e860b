package org.flyte.runs.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectFilterTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                            | p.state <> ?1                                     | [1]",
                "eq(state,0)                   | p.state = ?1                                      | [0]",
                "EQ( state , 1 )               | p.state = ?1                                      | [1]",
                "ne(name,a)+eq(state,0)        | p.name <> ?1 and p.state = ?2                     | [a, 0]",
                "contains(identifier,snack)    | locate(?1, cast(p.identifier as string)) > 0      | [snack]",
                "value_in(identifier,a;b)      | p.identifier in (?1, ?2)                          | [a, b]",
                "ne(created_at,2026-01-02T00:00:00Z) | p.createdAt <> ?1                           | [2026-01-02T00:00:00Z]",
            })
    void becomesACondition(String filters, String where, String values) {
        ProjectFilter filter = ProjectFilter.parse(filters);

        assertThat(filter.where()).isEqualTo(where);
        assertThat(filter.values()).hasToString(values);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "eq(state)",
                "eq(labels,x)",
                "gt(state,0)",
                "eq(state,x)",
                "eq(state,0)+",
                "eq(created_at,x)"
            })
    void rejectsEverythingElse(String filters) {
        assertThatThrownBy(() -> ProjectFilter.parse(filters)).isInstanceOf(InvalidArgument.class);
    }
}
