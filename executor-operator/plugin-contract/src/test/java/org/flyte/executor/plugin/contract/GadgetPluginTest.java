package org.flyte.executor.plugin.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import org.flyte.executor.plugin.Details;
import org.flyte.executor.plugin.Report;
import org.flyte.executor.plugin.StartException;
import org.flyte.executor.plugin.TaskExecution;
import org.flyte.executor.plugin.TaskPluginProvider;
import org.flyte.idl.core.Container;
import org.flyte.idl.core.Secret;
import org.flyte.idl.core.TaskTemplate;
import org.junit.jupiter.api.Test;

/** The contract can be kept by a plugin that uses most of the interface. */
class GadgetPluginTest extends TaskPluginContract {
    @Override
    protected TaskPluginProvider provider() {
        return new GadgetProvider();
    }

    @Override
    protected TaskTemplate template() {
        return TaskTemplate.newBuilder()
                .setType("gadget")
                .setContainer(Container.newBuilder().setImage("image:1"))
                .build();
    }

    @Override
    protected TaskTemplate badTemplate() {
        return TaskTemplate.newBuilder().setType("gadget").build();
    }

    @Override
    protected void complete(TaskExecution execution) {
        var gadgets = new ApiObjects(context().kubernetes()).objects(GadgetProvider.GADGET, execution.namespace());
        gadgets.withName(execution.objectName(GadgetProvider.MAX_NAME))
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":{\"phase\":\"Done\"}}");
    }

    @Test
    void shortensNames() {
        assertThat(objects(started(execution())))
                .singleElement()
                .satisfies(object ->
                        assertThat(object.getMetadata().getName()).hasSizeLessThanOrEqualTo(GadgetProvider.MAX_NAME));
    }

    @Test
    void reportsAnObjectThatSomebodyElseDeletes() {
        TaskExecution execution = started(execution());
        var gadgets = new ApiObjects(context().kubernetes()).objects(GadgetProvider.GADGET, execution.namespace());
        var gadget =
                gadgets.withName(execution.objectName(GadgetProvider.MAX_NAME)).get();
        gadget.getMetadata().setFinalizers(List.of("example.org/held"));
        gadgets.resource(gadget).update();

        gadgets.resource(gadget).delete();

        assertThat(plugin().observe(execution)).get().isInstanceOf(Report.Leaving.class);
    }

    @Test
    void waitsForAnObjectOfAnEarlierActionOfTheSameName() {
        TaskExecution earlier = started(execution());
        TaskExecution later = ContractActions.recorded(earlier, Details.NONE);
        later.action()
                .setMetadata(new ObjectMetaBuilder(earlier.action().getMetadata())
                        .withUid("another")
                        .build());

        assertThatThrownBy(() -> {
                    plugin().start(later);
                    await().until(() -> later.action()
                            .getMetadata()
                            .getName()
                            .equals(context().woken().poll()));
                    plugin().start(later);
                })
                .isInstanceOfSatisfying(
                        StartException.class,
                        taken -> assertThat(taken.reason()).isEqualTo(StartException.Reason.NAME_TAKEN));
    }

    @Test
    void givesSecretsAndSettings() {
        context().secret("key", "value");

        assertThat(context()
                        .secrets()
                        .text(null, Secret.newBuilder().setKey("key").build()))
                .isEqualTo("value");
        assertThatThrownBy(() -> context()
                        .secrets()
                        .text(null, Secret.newBuilder().setKey("other").build()))
                .isInstanceOf(StartException.class);
        assertThat(context().settings().values()).isEqualTo(Map.of());
    }
}
