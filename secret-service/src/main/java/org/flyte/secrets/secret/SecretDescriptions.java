package org.flyte.secrets.secret;

import org.flyte.idl.common.ClusterIdentifier;
import org.flyte.idl.secret.ClusterSecretStatus;
import org.flyte.idl.secret.OverallStatus;
import org.flyte.idl.secret.Secret;
import org.flyte.idl.secret.SecretIdentifier;
import org.flyte.idl.secret.SecretMetadata;
import org.flyte.idl.secret.SecretPresenceStatus;
import org.flyte.idl.secret.SecretStatus;
import org.flyte.idl.secret.SecretType;
import org.flyte.platform.model.ProtoTime;
import org.flyte.platform.secrets.SecretId;
import org.flyte.platform.secrets.SecretKind;
import org.flyte.platform.secrets.StoredSecret;

/**
 * Secrets as messages, without their values. There is one cluster, and what is stored is present in it.
 *
 * @param cluster its name
 * @param org of the request, which the answer repeats
 */
record SecretDescriptions(String cluster, String org) {
    Secret of(StoredSecret stored) {
        SecretId id = stored.id();
        return Secret.newBuilder()
                .setId(SecretIdentifier.newBuilder()
                        .setOrganization(org)
                        .setProject(id.scope().project())
                        .setDomain(id.scope().domain())
                        .setName(id.name()))
                .setSecretMetadata(SecretMetadata.newBuilder()
                        .setCreatedTime(ProtoTime.of(stored.createdAt()))
                        .setType(
                                stored.kind() == SecretKind.IMAGE_PULL
                                        ? SecretType.SECRET_TYPE_IMAGE_PULL_SECRET
                                        : SecretType.SECRET_TYPE_GENERIC)
                        .setSecretStatus(SecretStatus.newBuilder()
                                .setOverallStatus(OverallStatus.FULLY_PRESENT)
                                .addClusterStatus(ClusterSecretStatus.newBuilder()
                                        .setCluster(
                                                ClusterIdentifier.newBuilder().setName(cluster))
                                        .setPresenceStatus(SecretPresenceStatus.PRESENT))))
                .build();
    }
}
