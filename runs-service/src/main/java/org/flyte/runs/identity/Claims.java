package org.flyte.runs.identity;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.common.User;
import org.flyte.idl.common.UserIdentifier;
import org.flyte.idl.common.UserSpec;

/** The claims of a JWT that identify a user. Its signature is not verified: the proxy that set the header has done so. */
record Claims(String subject, String givenName, String familyName, String email) {
    /** The claims of a token; empty when it is not a JWT or has no subject. */
    static Optional<Claims> parse(String token) {
        String[] parts = token.trim().split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            Struct.Builder claims = Struct.newBuilder();
            JsonFormat.parser().merge(new String(decode(parts[1]), StandardCharsets.UTF_8), claims);
            String subject = text(claims, "sub");
            return subject.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Claims(
                            subject, text(claims, "given_name"), text(claims, "family_name"), text(claims, "email")));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    EnrichedIdentity toIdentity() {
        User.Builder user = User.newBuilder().setId(UserIdentifier.newBuilder().setSubject(subject));
        if (!givenName.isEmpty() || !familyName.isEmpty() || !email.isEmpty()) {
            user.setSpec(UserSpec.newBuilder()
                    .setFirstName(givenName)
                    .setLastName(familyName)
                    .setEmail(email));
        }
        return EnrichedIdentity.newBuilder().setUser(user).build();
    }

    private static byte[] decode(String part) {
        return Base64.getUrlDecoder().decode(part.replaceAll("=+$", ""));
    }

    private static String text(Struct.Builder claims, String name) {
        return claims.getFieldsOrDefault(name, Value.getDefaultInstance()).getStringValue();
    }
}
