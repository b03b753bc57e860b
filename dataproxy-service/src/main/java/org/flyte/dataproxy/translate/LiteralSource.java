package org.flyte.dataproxy.translate;

import java.util.List;
import org.flyte.idl.common.TriggerIdentifier;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.idl.workflow.LiteralsToLaunchFormJsonRequest;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/** Where the literals of a form come from. */
sealed interface LiteralSource {
    /** The request itself. */
    record Inline(List<NamedLiteral> literals) implements LiteralSource {}

    /** The inputs or outputs of an action. */
    record OfAction(ActionKey action, String uri) implements LiteralSource {}

    /** The inputs of a trigger. */
    record OfTrigger(TriggerIdentifier trigger) implements LiteralSource {}

    /** A trigger wins over an address, and that over literals. */
    static LiteralSource from(LiteralsToLaunchFormJsonRequest request) {
        if (request.hasTriggerId()) {
            return new OfTrigger(request.getTriggerId());
        }
        if (request.getLiteralsUri().isEmpty()) {
            return new Inline(request.getLiteralsList());
        }
        if (!request.hasActionId()) {
            throw new InvalidArgument("action_id is required with literals_uri");
        }
        return new OfAction(RequestFields.action("action_id", request.getActionId()), request.getLiteralsUri());
    }
}
