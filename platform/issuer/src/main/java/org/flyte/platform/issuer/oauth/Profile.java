package org.flyte.platform.issuer.oauth;

import java.util.List;

/**
 * Whom a token is about.
 *
 * @param subject name of the user, or id of the client that acts for itself
 * @param name that others see
 * @param email may be empty
 */
public record Profile(String subject, String name, String email, List<String> groups) {}
