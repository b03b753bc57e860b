package org.flyte.platform.secrets;

import java.time.Instant;

/** A secret without its value. */
public record StoredSecret(SecretId id, SecretKind kind, Instant createdAt) {}
