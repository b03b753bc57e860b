package org.flyte.runs.query.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flyte.runs.db.ResultColumn;
import org.junit.jupiter.api.Test;

class ActionColumnTest {
    @Test
    void selectsEachColumnAtItsIndex() {
        List<String> selected = List.of(ActionColumn.LIST.split(", "));

        assertThat(selected).hasSize(ActionColumn.COUNT);
        for (ActionColumn column : ActionColumn.values()) {
            assertThat(selected.get(column.index())).isEqualTo(column.sql());
        }
    }

    @Test
    void listsColumnsOfSeveralEnumsInOrder() {
        assertThat(ResultColumn.list(ActionColumn.values(), Extra.values())).isEqualTo(ActionColumn.LIST + ", seen_at");
    }

    private enum Extra implements ResultColumn {
        SEEN_AT
    }
}
