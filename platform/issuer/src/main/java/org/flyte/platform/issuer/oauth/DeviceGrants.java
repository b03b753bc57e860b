package org.flyte.platform.issuer.oauth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Logins of programs without a browser: the user types a code into one elsewhere (RFC 8628). */
public final class DeviceGrants {
    static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final Duration REMEMBERED = LIFETIME.plusMinutes(10);
    private static final int INTERVAL_SECONDS = 5;
    private static final int MAX = 1_000;
    private static final int STARTS_OF_ADDRESS = 30;
    private static final int GUESSES_OF_ADDRESS = 10;
    private static final Duration WINDOW = Duration.ofMinutes(1);

    /**
     * A login that has begun.
     *
     * @param deviceCode which the program knows
     * @param userCode which the user types
     * @param interval seconds between questions
     */
    record Started(String deviceCode, String userCode, int interval) {}

    private static final class Device {
        final Client client;
        final Set<String> scopes;
        final String userCode;
        final Instant until;
        int interval = INTERVAL_SECONDS;
        Instant askedAt = Instant.MIN;
        AuthenticatedUser login;
        boolean denied;

        Device(Client client, Set<String> scopes, String userCode, Instant until) {
            this.client = client;
            this.scopes = scopes;
            this.userCode = userCode;
            this.until = until;
        }
    }

    private final Clock clock;
    private final ExpiringStore<Device> byDevice;
    private final ExpiringStore<Device> byUser;
    private final AttemptLimit starts;
    private final AttemptLimit guesses;

    DeviceGrants(Clock clock) {
        this.clock = clock;
        this.byDevice = new ExpiringStore<>(MAX, clock);
        this.byUser = new ExpiringStore<>(MAX, clock);
        this.starts = new AttemptLimit(STARTS_OF_ADDRESS, WINDOW, clock);
        this.guesses = new AttemptLimit(GUESSES_OF_ADDRESS, WINDOW, clock);
    }

    synchronized Started start(Client client, Set<String> scopes, String address) {
        starts.count(address);
        String code = RandomText.token();
        Instant now = clock.instant();
        Device device = new Device(client, scopes, unusedCode(), now.plus(LIFETIME));
        byUser.put(device.userCode, device, now.plus(LIFETIME));
        byDevice.put(code, device, now.plus(REMEMBERED));
        return new Started(code, device.userCode, device.interval);
    }

    /** Returns the client that waits for a code of a user, which is read in whatever case. Fails after too many guesses. */
    public synchronized Optional<Client> find(String userCode, String address) {
        Optional<Client> found = byUser.find(normal(userCode)).map(device -> device.client);
        if (found.isEmpty()) {
            guesses.count(address);
        }
        return found;
    }

    /** Lets the program in; false when the code is unknown or expired. */
    public synchronized boolean approve(String userCode, AuthenticatedUser login) {
        return byUser.remove(normal(userCode))
                .map(device -> device.login = login)
                .isPresent();
    }

    /** Refuses the program; false when the code is unknown or expired. */
    public synchronized boolean deny(String userCode) {
        return byUser.remove(normal(userCode))
                .map(device -> device.denied = true)
                .isPresent();
    }

    /** What the program gets: fails as long as the user has not decided, and when they refuse or let the time pass. */
    synchronized Grant poll(String deviceCode, Client client) {
        Device device = byDevice.find(deviceCode)
                .filter(found -> found.client.id().equals(client.id()))
                .orElseThrow(() -> OAuthException.invalidGrant("unknown device code"));
        Instant now = clock.instant();
        if (device.denied) {
            byDevice.remove(deviceCode);
            throw OAuthException.of("access_denied", "the user has refused");
        }
        if (device.login != null) {
            byDevice.remove(deviceCode);
            return Grant.of(device.client, device.login, device.scopes, "");
        }
        if (!now.isBefore(device.until)) {
            throw OAuthException.of("expired_token", "nobody has typed the code in time; start again");
        }
        boolean early = device.askedAt.isAfter(now.minusSeconds(device.interval));
        device.askedAt = now;
        if (early) {
            device.interval += INTERVAL_SECONDS;
            throw OAuthException.of("slow_down", "ask every %d s".formatted(device.interval));
        }
        throw OAuthException.of("authorization_pending", "the user has not decided yet");
    }

    private String unusedCode() {
        String code = RandomText.userCode();
        while (byUser.find(code).isPresent()) {
            code = RandomText.userCode();
        }
        return code;
    }

    private static String normal(String userCode) {
        String letters = userCode.toUpperCase(Locale.ROOT).replaceAll("[^A-Z]", "");
        return letters.length() == 8 ? letters.substring(0, 4) + "-" + letters.substring(4) : letters;
    }
}
