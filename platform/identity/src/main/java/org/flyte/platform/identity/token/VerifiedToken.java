package org.flyte.platform.identity.token;

import java.time.Instant;
import org.flyte.platform.identity.Caller;

/**
 * What an accepted token says.
 *
 * @param caller whom it names
 * @param expiry when it expires
 */
public record VerifiedToken(Caller caller, Instant expiry) {}
