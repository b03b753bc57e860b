package org.flyte.actions.enqueue;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.flyte.actions.support.Requests;
import org.flyte.crd.TaskActionSpec;
import org.flyte.crd.Template;
import org.flyte.idl.core.Container;
import org.flyte.idl.core.TaskTemplate;
import org.junit.jupiter.api.Test;

class TemplateStoreTest {
    private static final TaskTemplate TEMPLATE =
            Requests.task(Requests.newRoot()).getTask().getSpec().getTaskTemplate();

    private final TemplateStore templates = new TemplateStore(null, 1 << 20, 1 << 10);

    @Test
    void compressesATemplateOnceForAllActions() throws Exception {
        TaskActionSpec first = put(TEMPLATE);
        TaskActionSpec second = put(TaskTemplate.parseFrom(TEMPLATE.toByteArray()));

        assertThat(second.taskTemplate).isSameAs(first.taskTemplate);
        assertThat(TaskTemplate.parseFrom(ByteString.copyFrom(Template.decode(second.taskTemplate))))
                .isEqualTo(TEMPLATE);
    }

    @Test
    void compressesDifferentTemplatesApart() {
        TaskTemplate other = TEMPLATE.toBuilder()
                .setContainer(Container.newBuilder().setImage("other"))
                .build();

        assertThat(put(other).taskTemplate).isNotEqualTo(put(TEMPLATE).taskTemplate);
    }

    private TaskActionSpec put(TaskTemplate template) {
        TaskActionSpec spec = new TaskActionSpec();
        templates.put(template, spec);
        return spec;
    }
}
