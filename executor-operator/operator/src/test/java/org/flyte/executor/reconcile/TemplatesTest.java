package org.flyte.executor.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.flyte.crd.TaskActionSpec;
import org.flyte.crd.Template;
import org.flyte.executor.Actions;
import org.flyte.idl.core.Container;
import org.flyte.idl.core.TaskTemplate;
import org.flyte.platform.storage.ObjectStore;
import org.junit.jupiter.api.Test;

class TemplatesTest {
    private static final TaskTemplate TEMPLATE = Actions.template(2).build();

    private final List<String> reads = new ArrayList<>();
    private final Templates templates = new Templates(store());

    @Test
    void parsesAnInlineTemplateOnceForAllActionsThatShareIt() {
        TaskTemplate first = templates.of(inline(Template.encode(TEMPLATE.toByteArray())));

        assertThat(first).isEqualTo(TEMPLATE);
        assertThat(templates.of(inline(Template.encode(TEMPLATE.toByteArray()))))
                .as("equal bytes, another array")
                .isSameAs(first);
        assertThat(templates.of(inline(Actions.template(3).build().toByteArray())))
                .isEqualTo(Actions.template(3).build());
    }

    @Test
    void readsAStoredTemplateOnce() {
        TaskActionSpec spec = new TaskActionSpec();
        spec.taskTemplateUri = "/store/template.pb";

        assertThat(templates.of(spec)).isEqualTo(TEMPLATE).isSameAs(templates.of(spec));
        assertThat(reads).containsExactly("/store/template.pb");
    }

    @Test
    void keepsTheTemplatesThatWereUsedLast() {
        TaskTemplate often = templates.of(inline(TEMPLATE.toByteArray()));
        TaskTemplate once = templates.of(numbered(0));
        for (int i = 1; i <= 300; i++) {
            templates.of(numbered(i));
            assertThat(templates.of(inline(TEMPLATE.toByteArray()))).isSameAs(often);
        }

        assertThat(templates.of(numbered(0))).isEqualTo(once).isNotSameAs(once);
    }

    @Test
    void refusesATemplateThatCannotBeRead() {
        assertThatThrownBy(() -> templates.of(inline("no template".getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("the task template cannot be read");
        assertThatThrownBy(() -> templates.of(new TaskActionSpec())).hasMessage("spec.taskTemplate is missing");
    }

    @Test
    void readsATemplateWrittenByHand() throws Exception {
        TaskActionSpec spec = new TaskActionSpec();
        spec.template = json("{'type': 'container', 'container': {'image': 'busybox', 'args': ['true']}}");

        assertThat(templates.of(spec).getContainer())
                .isEqualTo(Container.newBuilder()
                        .setImage("busybox")
                        .addArgs("true")
                        .build());

        spec.template = json("{'typ': 'container'}");
        assertThatThrownBy(() -> templates.of(spec))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("spec.template is no task template")
                .hasMessageContaining("typ");
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }

    private static TaskActionSpec numbered(int i) {
        return inline(TaskTemplate.newBuilder().setType("type" + i).build().toByteArray());
    }

    private static TaskActionSpec inline(byte[] stored) {
        TaskActionSpec spec = new TaskActionSpec();
        spec.taskTemplate = stored;
        return spec;
    }

    private ObjectStore store() {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (_, _, arguments) -> {
                    reads.add((String) arguments[0]);
                    return TEMPLATE.toByteArray();
                });
    }
}
