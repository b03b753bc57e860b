package org.flyte.platform.issuer.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.flyte.platform.issuer.IssuerConfig;

/** The configured users and clients. */
public final class Directory {
    private record Account(Profile profile, String password) {}

    private final Map<String, Account> accounts = new TreeMap<>();
    private final Map<String, Client> clients = new TreeMap<>();

    /** Fails with IllegalArgumentException that names the key when a client cannot be one. */
    public Directory(IssuerConfig config) {
        config.users().forEach((name, user) -> accounts.put(name, account(name, user)));
        config.clients().forEach((id, client) -> clients.put(id, client(id, client)));
    }

    /** Returns the user of a name and a password. */
    public Optional<Profile> login(String name, String password) {
        Account account = accounts.get(name);
        // Compares in any case: how long it takes does not tell which names exist.
        String wanted = account == null ? RandomText.token() : account.password();
        boolean right = MessageDigest.isEqual(wanted.getBytes(UTF_8), password.getBytes(UTF_8));
        return right && account != null ? Optional.of(account.profile()) : Optional.empty();
    }

    /** Returns the user of a name. */
    public Optional<Profile> user(String name) {
        return Optional.ofNullable(accounts.get(name)).map(Account::profile);
    }

    Optional<Client> client(String id) {
        return Optional.ofNullable(clients.get(id));
    }

    /** Returns a client that proves by its secret who it is. */
    Optional<Client> client(String id, String secret) {
        return client(id)
                .filter(client -> client.secret()
                        .filter(known -> MessageDigest.isEqual(known.getBytes(UTF_8), secret.getBytes(UTF_8)))
                        .isPresent());
    }

    private static Account account(String name, IssuerConfig.User user) {
        Profile profile = new Profile(
                name,
                user.fullName().orElse(name),
                user.email().orElse(""),
                user.groups().orElse(List.of()));
        return new Account(profile, user.password());
    }

    private static Client client(String id, IssuerConfig.Client client) {
        return new Client(
                id,
                client.secret(),
                new Profile(id, client.name().orElse(id), "", client.groups().orElse(List.of())),
                client.redirectUris().orElse(List.of()));
    }
}
