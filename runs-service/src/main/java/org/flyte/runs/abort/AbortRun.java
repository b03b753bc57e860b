package org.flyte.runs.abort;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.workflow.AbortRunRequest;
import org.flyte.idl.workflow.AbortRunResponse;
import org.flyte.platform.errors.FlyteException.Unimplemented;

/** Stub of the write side. */
@ApplicationScoped
public class AbortRun {
    public Uni<AbortRunResponse> execute(AbortRunRequest request) {
        return Uni.createFrom().failure(new Unimplemented("AbortRun is not built yet"));
    }
}
