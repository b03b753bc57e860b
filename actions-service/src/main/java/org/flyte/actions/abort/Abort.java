package org.flyte.actions.abort;

import java.util.Optional;
import org.flyte.idl.common.EnrichedIdentity;
import org.flyte.platform.model.ActionKey;

/**
 * The request to abort an action and all its descendants.
 *
 * @param abortedBy the user who asked for it; empty when a parent's controller did
 */
public record Abort(ActionKey action, Optional<String> reason, Optional<EnrichedIdentity> abortedBy) {}
