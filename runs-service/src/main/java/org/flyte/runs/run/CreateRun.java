package org.flyte.runs.run;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.workflow.CreateRunRequest;
import org.flyte.idl.workflow.CreateRunResponse;
import org.flyte.platform.errors.FlyteException.Unimplemented;

/** Stub of the write side. */
@ApplicationScoped
public class CreateRun {
    public Uni<CreateRunResponse> execute(CreateRunRequest request) {
        return Uni.createFrom().failure(new Unimplemented("CreateRun is not built yet"));
    }
}
