package org.flyte.platform.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.flyte.platform.runtime.SystemClock;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** Signs tokens as {@link TestIssuer} does. Valid for an hour. */
public final class TestTokens {
    private static final long HOUR = 3600;

    private final PublicJsonWebKey key;

    TestTokens(PublicJsonWebKey key) {
        this.key = key;
    }

    /** Returns those of the issuer that the running application trusts. */
    public static TestTokens current() {
        Path folder = Path.of(ConfigProvider.getConfig().getValue(TestIssuer.FOLDER, String.class));
        try {
            return new TestTokens(
                    PublicJsonWebKey.Factory.newPublicJwk(Files.readString(folder.resolve(TestIssuer.KEY_FILE))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the token of a person. */
    public String user(String subject, String... groups) {
        return sign(userClaims(subject, groups));
    }

    /** Returns the claims of a person, to change. */
    public Map<String, Object> userClaims(String subject, String... groups) {
        Map<String, Object> claims = claims(TestIssuer.USERS, "flyte", subject);
        claims.put("preferred_username", subject);
        claims.put("groups", List.of(groups));
        return claims;
    }

    /** Returns the token of a service. */
    public String service(String name) {
        return sign(claims(TestIssuer.CLUSTER, "flyte-internal", "system:serviceaccount:flyte:" + name));
    }

    /** Returns the token of a pod. */
    public String pod(String namespace, String name, String uid) {
        Map<String, Object> claims =
                claims(TestIssuer.CLUSTER, "flyte-pods", "system:serviceaccount:" + namespace + ":default");
        claims.put(
                "kubernetes.io",
                Map.of(
                        "namespace",
                        namespace,
                        "pod",
                        Map.of("name", name, "uid", uid),
                        "serviceaccount",
                        Map.of("name", "default", "uid", "1")));
        return sign(claims);
    }

    /** Returns a token with these claims. */
    public String sign(Map<String, Object> claims) {
        JsonWebSignature token = new JsonWebSignature();
        token.setPayload(JsonUtil.toJson(claims));
        token.setAlgorithmHeaderValue("RS256");
        token.setKeyIdHeaderValue(key.getKeyId());
        token.setKey(key.getPrivateKey());
        try {
            return token.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> claims(String issuer, String audience, String subject) {
        long now = SystemClock.ofMachine().instant().getEpochSecond();
        Map<String, Object> claims = new HashMap<>();
        claims.put("iss", issuer);
        claims.put("aud", audience);
        claims.put("sub", subject);
        claims.put("iat", now);
        claims.put("exp", now + HOUR);
        return claims;
    }
}
