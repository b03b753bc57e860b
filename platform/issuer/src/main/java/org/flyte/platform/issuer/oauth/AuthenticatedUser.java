package org.flyte.platform.issuer.oauth;

import java.time.Instant;

/**
 * A user who has proved who they are.
 *
 * @param session that the tokens of this login belong to
 */
public record AuthenticatedUser(Profile user, Instant at, String session) {}
