package org.flyte.platform.issuer.oauth;

import java.util.Set;

/**
 * What a user has let a client do.
 *
 * @param id names the grant in the store of refresh tokens
 * @param nonce for the first ID token; may be empty
 */
record Grant(String id, Client client, AuthenticatedUser login, Set<String> scopes, String nonce) {
    static Grant of(Client client, AuthenticatedUser login, Set<String> scopes, String nonce) {
        return new Grant(RandomText.token(), client, login, scopes, nonce);
    }

    Grant narrowedTo(Set<String> wanted) {
        return new Grant(id, client, login, wanted, nonce);
    }
}
