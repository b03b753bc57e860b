package org.flyte.runs.abort;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.workflow.AbortActionRequest;
import org.flyte.idl.workflow.AbortActionResponse;
import org.flyte.platform.errors.FlyteException.Unimplemented;

/** Stub of the write side. */
@ApplicationScoped
public class AbortAction {
    public Uni<AbortActionResponse> execute(AbortActionRequest request) {
        return Uni.createFrom().failure(new Unimplemented("AbortAction is not built yet"));
    }
}
