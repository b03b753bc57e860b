package org.flyte.platform.secrets;

import java.util.List;

/**
 * A part of a list.
 *
 * @param nextToken continues the list; empty at its end
 */
public record SecretPage(List<StoredSecret> secrets, String nextToken) {
    public SecretPage {
        secrets = List.copyOf(secrets);
    }
}
