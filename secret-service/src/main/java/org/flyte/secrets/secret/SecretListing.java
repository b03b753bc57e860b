package org.flyte.secrets.secret;

import org.flyte.idl.secret.ListSecretsRequest;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;
import org.flyte.platform.secrets.SecretScope;

/**
 * Which secrets a caller wants.
 *
 * @param limit of the page
 * @param token of the page before; empty for the first
 */
record SecretListing(SecretScope scope, int limit, String token) {
    /** Size of a page, and the largest. */
    static final int MAX_PAGE = 100;

    private static final int MAX_TOKEN = 4096;

    /** Fails with InvalidArgument that names the field. */
    static SecretListing of(ListSecretsRequest request) {
        if (request.getPerClusterTokensCount() > 0) {
            throw new InvalidArgument("per_cluster_tokens is not supported, there is one cluster: use token");
        }
        int limit = RequestFields.nonNegative("limit", request.getLimit());
        return new SecretListing(
                SecretScope.of("", request.getProject(), request.getDomain()),
                limit == 0 ? MAX_PAGE : Math.min(limit, MAX_PAGE),
                RequestFields.text("token", request.getToken(), 0, MAX_TOKEN));
    }
}
