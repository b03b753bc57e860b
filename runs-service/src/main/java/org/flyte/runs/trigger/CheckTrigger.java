package org.flyte.runs.trigger;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.idl.trigger.TriggerSpec;
import org.flyte.platform.model.ProjectData;
import org.flyte.runs.data.StoreAddresses;

/** Refuses a trigger before it is deployed if no run of it could be made: its inputs lie in another project or domain. */
@ApplicationScoped
public class CheckTrigger {
    private final StoreAddresses addresses;

    CheckTrigger(StoreAddresses addresses) {
        this.addresses = addresses;
    }

    /**
     * Fails with InvalidArgument that names the field.
     *
     * @param field of the spec in the request, with a dot at its end
     */
    public void execute(String field, TriggerVersion trigger) {
        TriggerSpec spec = trigger.spec();
        if (spec.hasOffloadedInputData()) {
            TriggerKey key = trigger.key();
            addresses.checkInputs(
                    field, spec.getOffloadedInputData(), List.of(new ProjectData(key.project(), key.domain())));
        }
    }
}
