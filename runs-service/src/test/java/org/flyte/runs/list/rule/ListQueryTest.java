package org.flyte.runs.list.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.flyte.idl.common.ListRequest;
import org.flyte.idl.common.Sort;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListQueryTest {
    @Test
    void sortsActiveRunsFirstByDefaultInATotalOrder() {
        assertThat(query(ListRequest.getDefaultInstance()).tail())
                .isEqualTo(" WHERE true ORDER BY phase, created_at DESC, run_name DESC LIMIT 51");
    }

    @Test
    @SuppressWarnings("deprecation")
    void acceptsTheOldSortFieldOfTheSdk() {
        ListRequest request = ListRequest.newBuilder()
                .setSortBy(Sort.newBuilder().setKey("created_at").setDirection(Sort.Direction.ASCENDING))
                .build();

        assertThat(query(request).order().sql()).isEqualTo("created_at, run_name");
    }

    @Test
    void continuesAfterTheLastRowOfThePageBefore() {
        ListRequest sorted = ListRequest.newBuilder()
                .addSortByFields(Sort.newBuilder().setKey("created_at"))
                .setLimit(10)
                .build();
        OffsetDateTime at = OffsetDateTime.parse("2026-01-02T03:04:05.123456Z");
        String token = PageToken.after(List.of(at, "r1"), query(sorted).order());

        ListQuery next = query(sorted.toBuilder().setToken(token).build());

        assertThat(next.tail())
                .isEqualTo(" WHERE (created_at, run_name) < ($1::timestamptz, $2::text)"
                        + " ORDER BY created_at DESC, run_name DESC LIMIT 11");
        assertThat(next.conditions().values()).containsExactly(at, "r1");
    }

    @Test
    void continuesKeyByKeyInMixedDirections() {
        ListRequest request = ListRequest.getDefaultInstance();
        OffsetDateTime at = OffsetDateTime.parse("2026-01-02T03:04:05Z");
        String token = PageToken.after(List.of(4L, at, "r1"), query(request).order());

        assertThat(query(request.toBuilder().setToken(token).build())
                        .conditions()
                        .where())
                .isEqualTo("((phase > $1::bigint)"
                        + " OR (phase = $2::bigint AND created_at < $3::timestamptz)"
                        + " OR (phase = $4::bigint AND created_at = $5::timestamptz AND run_name < $6::text))");
    }

    @Test
    void pagesByOffsetOverNullableColumns() {
        ListRequest request = ListRequest.newBuilder()
                .addSortByFields(Sort.newBuilder().setKey("ended_at"))
                .setToken("50")
                .build();

        assertThat(query(request).order().isSeekable()).isFalse();
        assertThat(query(request).tail()).endsWith("LIMIT 51 OFFSET 50");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "k", "kAAAA", "1.5"})
    void refusesInvalidPageTokens(String token) {
        assertThatThrownBy(() -> query(ListRequest.newBuilder().setToken(token).build()))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("token");
    }

    @Test
    void refusesThePageTokenOfAnotherOrder() {
        String token = PageToken.after(
                List.of(4L, OffsetDateTime.now(), "r1"),
                query(ListRequest.getDefaultInstance()).order());

        assertThatThrownBy(() -> query(ListRequest.newBuilder()
                        .setToken(token)
                        .addSortByFields(Sort.newBuilder().setKey("created_at"))
                        .build()))
                .isInstanceOf(InvalidArgument.class);
    }

    @Test
    void refusesMoreThanTwoHundredRows() {
        assertThat(query(ListRequest.newBuilder().setLimit(200).build()).limit())
                .isEqualTo(200);
        assertThatThrownBy(() -> query(ListRequest.newBuilder().setLimit(201).build()))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("limit");
    }

    private static ListQuery query(ListRequest request) {
        return ListQuery.of(request, new ByRunName());
    }

    @Test
    void takesTheColumnsOfAnotherList() {
        ListQuery query = ListQuery.of(
                ListRequest.newBuilder()
                        .addSortByFields(Sort.newBuilder().setKey("size"))
                        .build(),
                new TestColumns());

        assertThat(query.tail()).isEqualTo(" WHERE true ORDER BY bytes DESC, name DESC LIMIT 51");
        assertThat(query.order().isSeekable()).isFalse();
        assertThat(ListQuery.first(10, new TestColumns()).tail()).isEqualTo(" WHERE true ORDER BY name LIMIT 11");
    }

    @Test
    void saysWhatIsWrongWithLimitAndToken() {
        assertThatThrownBy(() -> query(ListRequest.newBuilder().setLimit(201).build()))
                .hasMessage("limit must be at most 200");
        assertThatThrownBy(() -> query(ListRequest.newBuilder().setLimit(-1).build()))
                .hasMessage("limit must not be negative");
        assertThatThrownBy(() -> query(ListRequest.newBuilder().setToken("x").build()))
                .hasMessageStartingWith("invalid page token");
    }

    /** The fields of actions where the name of the run identifies a row. */
    private record ByRunName() implements ColumnSet {
        @Override
        public Map<String, Column> byField() {
            return ActionColumns.RUNS.byField();
        }

        @Override
        public List<SortKey> defaultOrder() {
            return ActionColumns.RUNS.defaultOrder();
        }

        @Override
        public List<String> uniqueFields() {
            return List.of("run_name");
        }

        @Override
        public String labels() {
            return ActionColumns.RUNS.labels();
        }
    }
}
