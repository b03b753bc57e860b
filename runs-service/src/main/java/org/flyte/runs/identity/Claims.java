package org.flyte.runs.identity;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.flyte.idl.auth.UserInfoResponse;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.idl.common.User;
import org.flyte.idl.common.UserIdentifier;
import org.flyte.idl.common.UserSpec;
import org.flyte.platform.model.RequestFields;

/**
 * Claims of OpenID Connect about a user. The signature of a JWT is not verified: the proxy that set the header has done
 * so.
 *
 * @param claims with a subject
 */
record Claims(Struct claims) {
    private static final int MAX_TEXT = 255;
    private static final String BOUND = "flyte_roles";
    private static final List<String> ADDITIONAL = List.of("groups", "roles");

    /** The claims of a token; empty when it is not a JWT or has no subject that can be stored. */
    static Optional<Claims> parse(String token) {
        String[] parts = token.trim().split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            Struct.Builder claims = Struct.newBuilder();
            JsonFormat.parser().merge(new String(decode(parts[1]), StandardCharsets.UTF_8), claims);
            return of(claims.build());
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Empty without a subject that can be stored. */
    static Optional<Claims> of(Struct claims) {
        String subject = raw(claims, "sub");
        boolean storable = !subject.isEmpty() && subject.length() <= MAX_TEXT && subject.indexOf('\0') < 0;
        return storable ? Optional.of(new Claims(claims)) : Optional.empty();
    }

    /** The claims of a plain subject. */
    static Optional<Claims> of(String subject, String email) {
        return of(Struct.newBuilder()
                .putFields("sub", Value.newBuilder().setStringValue(subject).build())
                .putFields("email", Value.newBuilder().setStringValue(email).build())
                .build());
    }

    /** The claims of a subject of which only the name is known. */
    static Optional<Claims> named(String subject, String name) {
        return of(Struct.newBuilder()
                .putFields("sub", Value.newBuilder().setStringValue(subject).build())
                .putFields(
                        "preferred_username",
                        Value.newBuilder().setStringValue(name).build())
                .build());
    }

    String subject() {
        return raw(claims, "sub");
    }

    /** Whether they say who the user is to a reader. */
    boolean isComplete() {
        return !text("email").isEmpty() && !name().isEmpty();
    }

    /** What is recorded with what the user does. */
    EnrichedIdentity toIdentity() {
        User.Builder user = User.newBuilder().setId(UserIdentifier.newBuilder().setSubject(subject()));
        UserSpec spec = UserSpec.newBuilder()
                .setFirstName(text("given_name"))
                .setLastName(text("family_name"))
                .setEmail(text("email"))
                .setUserHandle(text("preferred_username"))
                .build();
        if (!spec.equals(UserSpec.getDefaultInstance())) {
            user.setSpec(spec);
        }
        return EnrichedIdentity.newBuilder().setUser(user).build();
    }

    /**
     * What the user is told about themself: also groups and roles, if the claims have them.
     *
     * @param bound the roles that the user has here, which the provider knows nothing of
     */
    UserInfoResponse toUserInfo(List<String> bound) {
        UserInfoResponse.Builder info = UserInfoResponse.newBuilder()
                .setSubject(subject())
                .setName(name())
                .setPreferredUsername(text("preferred_username"))
                .setGivenName(text("given_name"))
                .setFamilyName(text("family_name"))
                .setEmail(text("email"))
                .setPicture(text("picture"));
        ADDITIONAL.stream()
                .filter(claims::containsFields)
                .forEach(name -> info.getAdditionalClaimsBuilder().putFields(name, claims.getFieldsOrThrow(name)));
        if (!bound.isEmpty()) {
            ListValue.Builder list = ListValue.newBuilder();
            bound.forEach(role -> list.addValues(Value.newBuilder().setStringValue(role)));
            info.getAdditionalClaimsBuilder()
                    .putFields(BOUND, Value.newBuilder().setListValue(list).build());
        }
        return info.build();
    }

    private String name() {
        String name = text("name");
        return name.isEmpty() ? (text("given_name") + " " + text("family_name")).trim() : name;
    }

    private String text(String name) {
        return RequestFields.truncated(raw(claims, name), MAX_TEXT);
    }

    private static String raw(Struct claims, String name) {
        return claims.getFieldsOrDefault(name, Value.getDefaultInstance()).getStringValue();
    }

    private static byte[] decode(String part) {
        return Base64.getUrlDecoder().decode(part.replaceAll("=+$", ""));
    }
}
