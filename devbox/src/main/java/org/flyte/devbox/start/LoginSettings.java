package org.flyte.devbox.start;

import java.util.LinkedHashMap;
import java.util.Map;
import org.flyte.platform.embedded.SecretFiles;

/** What a login needs: TLS on devbox's own certificate, the built-in identity provider, and services that ask for tokens. */
final class LoginSettings {
    private static final String AUDIENCE = "flyte";
    static final String TLS = "devbox";

    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Options options;
    private final DataFolder folder;
    private final DevboxLogin login;

    LoginSettings(Options options, DataFolder folder) {
        this.options = options;
        this.folder = folder;
        this.login = DevboxLogin.of(options);
        tls();
        provider();
        clients();
        services();
    }

    Map<String, String> settings() {
        return settings;
    }

    private void tls() {
        String password = new SecretFiles(folder.root()).get("tls.password");
        ServerCertificate certificate =
                new ServerCertificate(folder.root(), password, options.access().listen());
        certificate.create();
        settings.put(
                "quarkus.tls.devbox.key-store.p12.path", certificate.keyStore().toString());
        settings.put("quarkus.tls.devbox.key-store.p12.password", password);
        settings.put("quarkus.http.tls-configuration-name", TLS);
        settings.put("quarkus.http.ssl-port", String.valueOf(options.port()));
        settings.put("quarkus.http.insecure-requests", "disabled");
        settings.put("flyte.devbox.node.ca-file", certificate.certificate().toString());
        settings.put("flyte.devbox.node.api-address", options.podsAddress());
        options.access().listen().ifPresent(address -> {
            settings.put("flyte.rpc.listeners.remote.audience", "pods");
            settings.put("flyte.rpc.listeners.remote.host", address.host());
            settings.put("flyte.rpc.listeners.remote.port", String.valueOf(address.port()));
            settings.put("flyte.rpc.listeners.remote.tls", TLS);
        });
    }

    private void provider() {
        settings.put("flyte.issuer.enabled", "true");
        settings.put("flyte.issuer.url", login.issuer().toString());
        settings.put("flyte.issuer.folder", folder.issuer().toString());
        settings.put("flyte.issuer.audience", AUDIENCE);
        Map<String, String> passwords = login.passwords();
        for (DevboxLogin.User user : DevboxLogin.User.values()) {
            String key = "flyte.issuer.users." + user.login();
            settings.put(key + ".password", passwords.get(user.login()));
            settings.put(key + ".full-name", user.fullName());
            settings.put(key + ".email", user.login() + "@devbox.example");
            settings.put(key + ".groups", user.group());
        }
        settings.put("flyte.issuer.clients.flyte-cli.name", "The Flyte command line");
        settings.put("flyte.issuer.clients.flyte-cli.redirect-uris", "http://localhost:53593/callback");
        settings.put("flyte.issuer.clients.%s.secret".formatted(DevboxLogin.PROGRAM), login.programSecret());
        settings.put("flyte.issuer.clients.%s.groups".formatted(DevboxLogin.PROGRAM), DevboxLogin.User.RUNNER.group());
    }

    /** What clients are told. The services read the provider's documents on the loopback interface, without TLS. */
    private void clients() {
        settings.put("flyte.auth.server-base-url", login.internalIssuer().toString());
        settings.put("flyte.auth.metadata-path", ".well-known/openid-configuration");
        settings.put("flyte.auth.client.id", "flyte-cli");
        settings.put("flyte.auth.client.scopes", "openid,profile,email,groups,offline_access");
        settings.put("flyte.auth.client.audience", AUDIENCE);
    }

    private void services() {
        settings.put("flyte.auth.enabled", "true");
        String keys = login.internalIssuer() + "/jwks.json";
        trust("users", login.issuer().toString(), "users", AUDIENCE, keys);
        String accounts = login.issuer() + "/service-accounts";
        trust("pods", accounts, "pods", "flyte-pods", keys);
        trust("services", accounts, "services", "flyte-internal", keys);
        settings.put("flyte.auth.issuers.services.service-accounts", "flyte/devbox");
        settings.put("flyte.auth.speakers", "devbox");
        settings.put("flyte.access.admins", "group:" + DevboxLogin.admins());
    }

    private void trust(String name, String issuer, String kind, String audience, String keys) {
        String key = "flyte.auth.issuers." + name;
        settings.put(key + ".url", issuer);
        settings.put(key + ".kind", kind);
        settings.put(key + ".audience", audience);
        settings.put(key + ".algorithms", "RS256");
        settings.put(key + ".jwks-url", keys);
    }
}
