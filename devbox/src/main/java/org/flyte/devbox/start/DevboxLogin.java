package org.flyte.devbox.start;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.flyte.platform.embedded.SecretFiles;

/** Who can log in to a devbox, and where. Passwords and the secret are kept in its data folder. */
public record DevboxLogin(Options options, SecretFiles secrets) {
    /** The client of programs, with a secret. */
    public static final String PROGRAM = "flyte-ci";

    private static final String PATH = "/login";

    /** A user of devbox, named like the role. */
    enum User {
        VIEWER("Vera Viewer", "viewers"),
        RUNNER("Rosa Runner", "runners"),
        ADMIN("Ada Admin", "admins");

        private final String fullName;
        private final String group;

        User(String fullName, String group) {
            this.fullName = fullName;
            this.group = group;
        }

        String fullName() {
            return fullName;
        }

        String group() {
            return group;
        }

        String login() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Names of the roles, in small letters, by the group that has them in every project. The admins are configured. */
    public static Map<String, String> roles() {
        return Map.of(User.VIEWER.group(), "viewer", User.RUNNER.group(), "runner");
    }

    /** The group of the admins of everything. */
    public static String admins() {
        return User.ADMIN.group();
    }

    public static DevboxLogin of(Options options) {
        return new DevboxLogin(options, new SecretFiles(options.data()));
    }

    /** Passwords by user. */
    public Map<String, String> passwords() {
        Map<String, String> passwords = new TreeMap<>();
        for (User user : List.of(User.values())) {
            passwords.put(user.login(), secrets.get("password." + user.login()));
        }
        return passwords;
    }

    /** The secret of {@link #PROGRAM}. */
    public String programSecret() {
        return secrets.get("secret." + PROGRAM);
    }

    /** The address of the identity provider: one by which every client reaches it. */
    URI issuer() {
        return URI.create(publicUrl() + PATH);
    }

    /** The same on the listener for the services themselves. */
    URI internalIssuer() {
        return URI.create("http://127.0.0.1:%d%s".formatted(options.access().internalPort(), PATH));
    }

    /** The address of devbox for clients, on other machines too if there are any. */
    public String publicUrl() {
        return options.access()
                .listen()
                .map(address -> "https://%s:%d".formatted(name(address), address.port()))
                .orElse(options.url());
    }

    private static String name(ListenAddress address) {
        if (!address.isEverywhere()) {
            return address.host().contains(":") ? "[" + address.host() + "]" : address.host();
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            throw new UsageException("this machine does not know its name: name an address, --listen ADDRESS");
        }
    }
}
