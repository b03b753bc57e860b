package org.flyte.platform.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.grpc.Status;
import io.grpc.Status.Code;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flyte.platform.model.FlyteException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FlyteExceptionMapperTest {
    private final FlyteExceptionMapper mapper = new FlyteExceptionMapper();

    static Stream<Arguments> family() {
        return Stream.of(
                arguments(new FlyteException.InvalidArgument("run_id.%s is required", "name"), Code.INVALID_ARGUMENT),
                arguments(new FlyteException.NotFound("run_id.name is required"), Code.NOT_FOUND),
                arguments(new FlyteException.AlreadyExists("run_id.name is required"), Code.ALREADY_EXISTS),
                arguments(new FlyteException.FailedPrecondition("run_id.name is required"), Code.FAILED_PRECONDITION),
                arguments(new FlyteException.Aborted("run_id.name is required"), Code.ABORTED),
                arguments(new FlyteException.Exhausted("run_id.name is required"), Code.RESOURCE_EXHAUSTED),
                arguments(new FlyteException.Unavailable(null, "run_id.name is required"), Code.UNAVAILABLE),
                arguments(new FlyteException.Unauthenticated("run_id.name is required"), Code.UNAUTHENTICATED),
                arguments(new FlyteException.PermissionDenied("run_id.name is required"), Code.PERMISSION_DENIED),
                arguments(new FlyteException.Unimplemented("run_id.name is required"), Code.UNIMPLEMENTED));
    }

    @ParameterizedTest
    @MethodSource("family")
    void mapsEachErrorToItsCodeAndMessage(FlyteException failure, Code code) {
        assertThat(mapper.toStatus(failure))
                .extracting(Status::getCode, Status::getDescription)
                .containsExactly(code, "run_id.name is required");
        assertThat(mapper.toStatus(new CompletionException(failure)).getCode()).isEqualTo(code);
    }

    @Test
    void coversEveryError() {
        Set<?> named = family().map(row -> row.get()[0].getClass()).collect(Collectors.toSet());

        assertThat(named).hasSize(FlyteException.class.getPermittedSubclasses().length);
    }

    @Test
    void passesOnTheStatusOfAnotherService() {
        Status below = Status.NOT_FOUND.withDescription("no such run");

        assertThat(mapper.toStatus(below.asRuntimeException()).getDescription()).isEqualTo("no such run");
        assertThat(mapper.toStatus(below.asException()).getCode()).isEqualTo(Code.NOT_FOUND);
        assertThat(mapper.toStatus(Status.DATA_LOSS.asException()).getDescription())
                .isNull();
    }

    @Test
    void mapsCancelledCallsToUnavailable() {
        assertThat(mapper.toStatus(Status.CANCELLED.asRuntimeException()).getCode())
                .isEqualTo(Code.UNAVAILABLE);
    }

    @Test
    void saysOnlyByItsCodeThatTheCallerIsNotLoggedIn() {
        Status refused = mapper.toStatus(
                new FlyteException.Unavailable(null, "Kubernetes unavailable: Unauthorized, unauthenticated user"));
        Status anonymous = mapper.toStatus(new FlyteException.Unauthenticated("unauthenticated: log in"));

        assertThat(refused.getDescription()).isEqualTo("Kubernetes unavailable: not permitted, not permitted user");
        assertThat(anonymous.getDescription()).isEqualTo("unauthenticated: log in");
    }

    @Test
    void hidesTheMessageOfUnexpectedFailures() {
        Status status = mapper.toStatus(new IllegalStateException("password of the database"));

        assertThat(status.getCode()).isEqualTo(Code.INTERNAL);
        assertThat(status.getDescription()).matches("unexpected failure, id [0-9a-f]{8}");
    }
}
