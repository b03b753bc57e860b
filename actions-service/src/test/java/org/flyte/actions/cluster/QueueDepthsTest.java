package org.flyte.actions.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.flyte.crd.TaskQueueSpec;
import org.flyte.crd.TaskQueueStatus;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueDepthsTest {
    @ParameterizedTest
    @CsvSource({
        "    5, 10,   , 3, 2",
        "    5, 10,   , 5, 0",
        "    5, 10,   , 9, -4",
        "    5,  0,   , 0, 9223372036854775807",
        "    5,  4, 10, 0, 11",
        "    5, 10, 10, 0, 5",
        "    5, 10, 10, 2, 3",
        "    5, 12, 10, 7, -2",
    })
    void leavesRoomForThoseThatStartAndThoseThatMayWait(
            int depth, int working, Integer concurrency, int waiting, long room) {
        TaskQueueSpec spec = new TaskQueueSpec();
        spec.depth = depth;
        spec.concurrency = concurrency;
        TaskQueueStatus status = new TaskQueueStatus();
        status.working = working;
        status.waiting = waiting;

        assertThat(QueueDepths.room(spec, status)).isEqualTo(room);
    }
}
