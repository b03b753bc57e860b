package org.flyte.platform.identity.role;

import org.flyte.platform.model.FlyteException.Unavailable;

/** Where an application has the bindings from. */
public interface RoleSource {
    /**
     * Returns the bindings as they were seconds ago.
     *
     * @throws Unavailable when they have not been read for too long: nobody has a role that is known then
     */
    RoleBindings current();
}
