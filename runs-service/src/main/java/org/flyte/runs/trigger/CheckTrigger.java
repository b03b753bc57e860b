package org.flyte.runs.trigger;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.idl.trigger.TriggerSpec;
import org.flyte.platform.identity.cluster.ClusterObjects;
import org.flyte.platform.model.FlyteException.PermissionDenied;
import org.flyte.platform.model.ProjectFolders;
import org.flyte.runs.data.StoreAddresses;

/**
 * Refuses a trigger before it is deployed if no run of it could be made: its inputs lie in another project or domain, or its pods
 * would have an identity that the project may not use.
 */
@ApplicationScoped
public class CheckTrigger {
    private final StoreAddresses addresses;
    private final ClusterObjects objects;

    CheckTrigger(StoreAddresses addresses, ClusterObjects objects) {
        this.addresses = addresses;
        this.objects = objects;
    }

    /**
     * Fails with InvalidArgument or PermissionDenied that names the field.
     *
     * @param field of the spec in the request, with a dot at its end
     */
    public void execute(String field, TriggerVersion trigger) {
        TriggerSpec spec = trigger.spec();
        TriggerKey key = trigger.key();
        objects.refusal(
                        key.project(),
                        key.domain(),
                        field + "run_spec.security_context.run_as",
                        spec.getRunSpec().getSecurityContext().getRunAs())
                .ifPresent(refusal -> {
                    throw new PermissionDenied("%s", refusal);
                });
        if (spec.hasOffloadedInputData()) {
            addresses.checkInputs(
                    field, spec.getOffloadedInputData(), List.of(new ProjectFolders(key.project(), key.domain())));
        }
    }
}
