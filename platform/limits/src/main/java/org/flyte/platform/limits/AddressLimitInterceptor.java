package org.flyte.platform.limits;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.Prioritized;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.flyte.platform.connect.CallHeaders;
import org.flyte.platform.connect.ConnectConfig;
import org.flyte.platform.connect.TrustedProxies;
import org.flyte.platform.identity.AuthenticationConfig;
import org.flyte.platform.limits.TokenBucket.Rate;

/**
 * Slows an address that calls without a token, or with tokens that are not accepted: what it gets instead of UNAUTHENTICATED says
 * when to try again. Calls with accepted tokens go on, so that those who share an address do not suffer for one of them.
 */
@ApplicationScoped
@GlobalInterceptor
public class AddressLimitInterceptor implements ServerInterceptor, Prioritized {
    private static final Metadata.Key<String> TOKEN =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final String FORWARDED = "x-forwarded-for";
    private static final int SECONDS_PER_MINUTE = 60;

    private final boolean enabled;
    private final TrustedProxies proxies;
    private final RateLimit anonymous;
    private final RateLimit badTokens;
    private final Refusals refusals;

    AddressLimitInterceptor(
            LimitsConfig config, AuthenticationConfig authentication, ConnectConfig connect, MeterRegistry registry) {
        enabled = config.enabled() && authentication.enabled();
        proxies = TrustedProxies.of(connect.trustedProxies().orElse(List.of()));
        LimitsConfig.Address address = config.address();
        anonymous = new RateLimit(new Rate(address.anonymousPerSecond(), address.anonymousBurst()), System::nanoTime);
        badTokens = new RateLimit(
                new Rate(address.badTokensPerMinute() / SECONDS_PER_MINUTE, address.badTokensPerMinute()),
                System::nanoTime);
        refusals = new Refusals("address", registry);
    }

    /** In front of the one that finds the caller. */
    @Override
    public int getPriority() {
        return 2000;
    }

    @Override
    public <Q, P> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, P> call, Metadata headers, ServerCallHandler<Q, P> next) {
        Optional<String> address = enabled ? addressOf(call) : Optional.empty();
        if (address.isEmpty()) {
            return next.startCall(call, headers);
        }
        if (headers.containsKey(TOKEN)) {
            return next.startCall(new Watched<>(call, address.get()), headers);
        }
        Duration wait = anonymous.use(address.get(), 1);
        if (wait.isZero()) {
            return next.startCall(call, headers);
        }
        refusals.close(call, new Refusal("calls without a login (flyte.limits.address.anonymous-per-second)", wait));
        return new ServerCall.Listener<>() {};
    }

    /** The client's address; empty when only that of a proxy is known, which many clients share. */
    private Optional<String> addressOf(ServerCall<?, ?> call) {
        if (!(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress peer)) {
            return Optional.empty();
        }
        String client =
                proxies.clientOf(peer.getHostString(), CallHeaders.current().all(FORWARDED));
        return proxies.isTrusted(client) ? Optional.empty() : Optional.of(client);
    }

    /** Counts the refusal of a token. */
    private final class Watched<Q, P> extends SimpleForwardingServerCall<Q, P> {
        private final String address;

        Watched(ServerCall<Q, P> call, String address) {
            super(call);
            this.address = address;
        }

        @Override
        public void close(Status status, Metadata trailers) {
            Duration wait = status.getCode() == Status.Code.UNAUTHENTICATED ? badTokens.use(address, 1) : Duration.ZERO;
            if (wait.isZero()) {
                super.close(status, trailers);
            } else {
                refusals.close(
                        delegate(),
                        new Refusal("tokens that are not accepted (flyte.limits.address.bad-tokens-per-minute)", wait));
            }
        }
    }
}
