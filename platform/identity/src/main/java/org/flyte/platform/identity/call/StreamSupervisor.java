package org.flyte.platform.identity.call;

import com.google.protobuf.Message;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.flyte.platform.connect.RpcCall;
import org.flyte.platform.connect.call.HttpCall;
import org.flyte.platform.errors.StatusMapper;
import org.flyte.platform.identity.permission.AtExpiry;
import org.flyte.platform.identity.permission.PermissionConfig;
import org.flyte.platform.identity.permission.Permissions;
import org.flyte.platform.identity.token.TokenRejection;
import org.flyte.platform.identity.token.VerifiedToken;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;

/** Looks again and again whether the caller of a stream still may have it, and ends it if not. */
@ApplicationScoped
class StreamSupervisor {
    private final Vertx vertx;
    private final Clock clock;
    private final CallerReader callers;
    private final Permissions permissions;
    private final PermissionConfig config;

    StreamSupervisor(Vertx vertx, Clock clock, CallerReader callers, Permissions permissions, PermissionConfig config) {
        this.vertx = vertx;
        this.clock = clock;
        this.callers = callers;
        this.permissions = permissions;
        this.config = config;
    }

    /** Begins to look after a stream whose request was allowed. */
    void supervise(ServerCall<?, ?> call, VerifiedToken verified, Message request) {
        new Supervised(call, verified, request, clock.instant()).next();
    }

    private final class Supervised {
        private final ServerCall<?, ?> call;
        private final RpcCall info;
        private final VerifiedToken verified;
        private final Message request;
        private final String method;
        private final Instant startedAt;

        Supervised(ServerCall<?, ?> call, VerifiedToken verified, Message request, Instant startedAt) {
            this.call = call;
            this.info = RpcCall.current().orElse(null);
            this.verified = verified;
            this.request = request;
            this.method = call.getMethodDescriptor().getFullMethodName();
            this.startedAt = startedAt;
        }

        void next() {
            vertx.setTimer(untilNext().toMillis(), timer -> look());
        }

        /** Not later than the token's expiry, which is then seen at once. */
        private Duration untilNext() {
            Duration interval = config.recheckInterval();
            Instant now = clock.instant();
            boolean expiresSooner =
                    verified.expiry().isAfter(now) && verified.expiry().isBefore(now.plus(interval));
            Duration wait = expiresSooner ? Duration.between(now, verified.expiry()) : interval;
            return wait.plusMillis(1);
        }

        private void look() {
            if (call.isCancelled() || (info != null && info.isEnded())) {
                return;
            }
            Optional<Status> end = expired();
            if (end.isPresent()) {
                end(end.get());
                return;
            }
            callers.refreshed(verified.caller())
                    .subscribe()
                    .with(
                            caller -> {
                                try {
                                    permissions.check(method, caller, request);
                                    next();
                                } catch (RuntimeException e) {
                                    refused(e);
                                }
                            },
                            this::refused);
        }

        /** Roles or pods that cannot be looked at for a moment end no stream: the next look decides. */
        private void refused(Throwable failure) {
            switch (failure) {
                case Unavailable unavailable -> next();
                case TokenRejection rejection -> end(Status.UNAUTHENTICATED.withDescription(rejection.getMessage()));
                case NotFound gone ->
                    end(Status.PERMISSION_DENIED.withDescription("the right to this stream was withdrawn"));
                default -> end(StatusMapper.statusOf(failure));
            }
        }

        private Optional<Status> expired() {
            Instant now = clock.instant();
            if (verified.expiry().isAfter(now)) {
                return Optional.empty();
            }
            AtExpiry rule = permissions.atExpiry(method);
            return switch (rule) {
                case END -> Optional.of(Status.OK);
                case REFUSE -> Optional.of(Status.UNAUTHENTICATED.withDescription("the token has expired"));
                case CONTINUE ->
                    startedAt.plus(config.maxStreamLife()).isAfter(now) ? Optional.empty() : Optional.of(Status.OK);
            };
        }

        private void end(Status status) {
            if (call instanceof HttpCall<?, ?> stream) {
                stream.abort(status);
            } else {
                call.close(status, new Metadata());
            }
        }
    }
}
