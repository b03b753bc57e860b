package org.flyte.apps;

import org.flyte.idl.app.App;
import org.flyte.idl.app.AutoscalingConfig;
import org.flyte.idl.app.Identifier;
import org.flyte.idl.app.IngressConfig;
import org.flyte.idl.app.Meta;
import org.flyte.idl.app.Replicas;
import org.flyte.idl.app.Spec;
import org.flyte.idl.app.Spec.DesiredState;
import org.flyte.idl.core.Container;
import org.flyte.idl.core.ContainerPort;

/** Apps as the SDK sends them. */
public final class Apps {
    private Apps() {}

    public static Identifier id(String project, String name) {
        return Identifier.newBuilder()
                .setProject(project)
                .setDomain("development")
                .setName(name)
                .build();
    }

    /** One container on port 8080, from 0 to 1 replicas: the SDK's default. */
    public static App app(Identifier id, String image) {
        return App.newBuilder()
                .setMetadata(Meta.newBuilder().setId(id))
                .setSpec(spec(image))
                .build();
    }

    public static Spec spec(String image) {
        return Spec.newBuilder()
                .setContainer(Container.newBuilder()
                        .setImage(image)
                        .addCommand("fserve")
                        .addCommand("--raw-data-path")
                        .addCommand("{{.rawOutputDataPrefix}}")
                        .addPorts(ContainerPort.newBuilder().setContainerPort(8080)))
                .setAutoscaling(AutoscalingConfig.newBuilder()
                        .setReplicas(Replicas.newBuilder().setMax(1)))
                .setIngress(IngressConfig.getDefaultInstance())
                .setDesiredState(DesiredState.DESIRED_STATE_ACTIVE)
                .setClusterPool("default")
                .build();
    }

    public static App with(App app, DesiredState state) {
        return app.toBuilder()
                .setSpec(app.getSpec().toBuilder().setDesiredState(state))
                .build();
    }
}
