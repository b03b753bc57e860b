package org.flyte.platform.secrets;

import java.util.Optional;
import org.flyte.platform.model.FlyteException;

/**
 * Keeps secrets. Every method blocks; callers are on virtual threads. Failures are {@link FlyteException}s: Unavailable when the
 * same call may succeed later, FailedPrecondition when the manager refuses us. No message contains a value.
 */
public interface SecretManager extends AutoCloseable {
    /** Its name in the configuration. */
    String name();

    /** Fails with AlreadyExists when there is one; of concurrent callers one succeeds. */
    void create(SecretId id, SecretValue value);

    /** Replaces the value. Fails with NotFound when there is none, with FailedPrecondition when it is of another kind. */
    void update(SecretId id, SecretValue value);

    /** Empty when there is none. */
    Optional<StoredSecret> describe(SecretId id);

    /** The value, for delivery to a pod; empty when there is none. */
    Optional<SecretValue> read(SecretId id);

    /**
     * Secrets of the scope and of all scopes in it, in a stable order. Fails with InvalidArgument for a token that no list gave,
     * or that is too old.
     *
     * @param limit maximum number, at least 1; a page may have fewer and still not be the last
     * @param token of the page before; empty for the first page
     */
    SecretPage list(SecretScope scope, int limit, String token);

    /** False when there was none. */
    boolean delete(SecretId id);

    /** Fails when the manager does not answer or refuses us. */
    void check();

    /** Releases connections. */
    @Override
    void close();
}
