package org.flyte.platform.errors;

import io.grpc.Status;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;
import org.flyte.platform.connect.ExceptionMapper;

/** Puts {@link StatusMapper} in front of every RPC, whichever protocol it came by. */
@Singleton
public class FlyteExceptionMapper implements ExceptionMapper {
    private static final Pattern LOGIN_WORDS = Pattern.compile("(?i)\\bun(authorized|authenticated)");

    /**
     * Maps as {@link StatusMapper} does, but never to CANCELLED: the SDK takes that for its own cancellation and ends,
     * while a cancelled call to another service means only that the client should try again. And no text but that of
     * UNAUTHENTICATED says that the caller is not logged in, as one of Kubernetes may: the SDK would log in again.
     */
    @Override
    public Status toStatus(Throwable failure) {
        Status status = StatusMapper.statusOf(failure);
        return switch (status.getCode()) {
            case CANCELLED -> Status.UNAVAILABLE.withDescription("the request was interrupted: try again");
            case UNAUTHENTICATED -> status;
            default -> withoutLoginWords(status);
        };
    }

    private static Status withoutLoginWords(Status status) {
        String text = status.getDescription();
        return text == null
                ? status
                : status.withDescription(LOGIN_WORDS.matcher(text).replaceAll("not permitted"));
    }
}
