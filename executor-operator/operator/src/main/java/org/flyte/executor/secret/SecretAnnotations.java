package org.flyte.executor.secret;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flyte.idl.core.Secret;

/** How a pod that is made by others asks the webhook for secrets: each by an annotation, with the message in base 64. */
public final class SecretAnnotations {
    /** Of the annotations; the number of the secret follows. */
    public static final String PREFIX = "flyte.secrets/s";

    private SecretAnnotations() {}

    /** The annotations that ask for these secrets, in this order. */
    public static Map<String, String> of(List<Secret> secrets) {
        Map<String, String> annotations = new TreeMap<>();
        for (Secret secret : secrets) {
            annotations.put(PREFIX + annotations.size(), encode(secret));
        }
        return annotations;
    }

    /** URL-safe and unpadded. */
    public static String encode(Secret secret) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret.toByteArray());
    }
}
