package org.flyte.platform.database;

import io.grpc.Status;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import org.flyte.platform.connect.ExceptionMapper;
import org.flyte.platform.errors.FlyteExceptionMapper;

/** Maps failures of the database that no use case translated: an outage is UNAVAILABLE, never INTERNAL. */
@Alternative
@Priority(1)
@Singleton
public class DatabaseFailureMapper implements ExceptionMapper {
    private final FlyteExceptionMapper others;

    DatabaseFailureMapper(FlyteExceptionMapper others) {
        this.others = others;
    }

    @Override
    public Status toStatus(Throwable failure) {
        return others.toStatus(DatabaseFailure.of(failure).toCallerFailure());
    }
}
