package org.flyte.runs.domain;

import java.time.Instant;
import java.util.regex.Pattern;
import org.flyte.idl.org.Domain;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.model.RequestFields;

/**
 * A domain.
 *
 * @param createdAt null for a configured one
 */
record DomainData(String id, String friendlyName, Instant createdAt) {
    private static final int MAX_ID = 63;
    private static final int MAX_NAME = 255;
    private static final Pattern ID = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

    /** What a request says; fails with InvalidArgument that names the field. */
    static DomainData of(String id, String friendlyName) {
        RequestFields.text("id", id, 1, MAX_ID);
        if (!ID.matcher(id).matches()) {
            throw new InvalidArgument(
                    "id must consist of a-z, 0-9 and '-', and begin and end with a letter or digit: '%s'", id);
        }
        return new DomainData(id, RequestFields.text("friendly_name", friendlyName, 0, MAX_NAME), null);
    }

    /** @param org of the request, which the answer repeats */
    Domain toProto(String org) {
        Domain.Builder domain = Domain.newBuilder().setId(id).setOrg(org).setFriendlyName(friendlyName);
        if (createdAt != null) {
            domain.setCreatedAt(ProtoTime.of(createdAt));
        }
        return domain.build();
    }
}
