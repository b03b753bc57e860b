package org.flyte.executor.plugin.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Value;
import org.flyte.executor.plugin.Failure;
import org.flyte.executor.plugin.StartException;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.idl.plugins.DaskJob;
import org.flyte.idl.plugins.DaskScheduler;
import org.junit.jupiter.api.Test;

class CustomMessageTest {
    @Test
    void readsTheMessageAndIgnoresWhatItDoesNotKnow() {
        TaskTemplate.Builder task = TaskTemplate.newBuilder();
        task.getCustomBuilder()
                .putFields(
                        "image",
                        Value.newBuilder().setStringValue("scheduler:1").build())
                .putFields("later", Value.newBuilder().setBoolValue(true).build());

        assertThat(CustomMessage.of(task.build(), DaskScheduler.getDefaultInstance()))
                .isEqualTo(DaskScheduler.newBuilder().setImage("scheduler:1").build());
    }

    @Test
    void isEmptyWithoutAField() {
        assertThat(CustomMessage.of(TaskTemplate.getDefaultInstance(), DaskJob.getDefaultInstance()))
                .isEqualTo(DaskJob.getDefaultInstance());
    }

    @Test
    void refusesWhatIsNoSuchMessage() {
        TaskTemplate.Builder task = TaskTemplate.newBuilder().setType("dask");
        task.getCustomBuilder()
                .putFields("workers", Value.newBuilder().setStringValue("many").build());

        assertThatThrownBy(() -> CustomMessage.of(task.build(), DaskJob.getDefaultInstance()))
                .isInstanceOfSatisfying(StartException.class, refused -> {
                    assertThat(refused.failure().code()).isEqualTo(Failure.BAD_TASK);
                    assertThat(refused.failure().retryable()).isFalse();
                    assertThat(refused.failure().message())
                            .startsWith("the field custom of a task of type 'dask' is no DaskJob: ");
                });
    }
}
