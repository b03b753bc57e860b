package org.flyte.dataproxy.data;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.flyte.dataproxy.runs.RunsClient;
import org.flyte.dataproxy.scope.DataScope;
import org.flyte.dataproxy.scope.DataScopes;
import org.flyte.idl.workflow.ActionMetadata;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.FailedPrecondition;

/**
 * Refuses to read what is not data of an action. Its addresses come from clients and pods: without this, whoever may report
 * for one action could have any object of the store read.
 */
@ApplicationScoped
public class ActionDataScope {
    private final RunsClient runs;
    private final DataScopes scopes;

    ActionDataScope(RunsClient runs, DataScopes scopes) {
        this.runs = runs;
        this.scopes = scopes;
    }

    /** Fails if one of the addresses is outside the data of the action; empty ones are of nothing. */
    public Uni<Void> check(ActionKey action, List<String> addresses) {
        DataScope scope = scopes.of(action.project(), action.domain());
        List<String> foreign = addresses.stream()
                .filter(address -> !address.isEmpty() && !scope.hasDataOf(action, address))
                .toList();
        if (foreign.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        String address = foreign.getFirst();
        if (!foreign.stream().allMatch(scope::hasFileOfAnyRun)) {
            return Uni.createFrom().failure(refusal(address));
        }
        return runs.action(action)
                .map(details -> details.getMetadata())
                .onItem()
                .transformToUni(metadata -> takesOver(metadata)
                        ? Uni.createFrom().voidItem()
                        : Uni.createFrom().failure(refusal(address)));
    }

    /** A recovered action has the outputs of an action of another run, and a rerun may have the inputs of the earlier one. */
    private static boolean takesOver(ActionMetadata metadata) {
        return metadata.hasRecoveredFrom() || metadata.hasRelation();
    }

    /** Fails if the address is outside the uploads of a project. */
    public void checkUpload(String project, String domain, String address) {
        if (!scopes.of(project, domain).hasInputsUpload(address)) {
            throw refusal(address);
        }
    }

    private static FailedPrecondition refusal(String address) {
        return new FailedPrecondition(
                "the data is at '%s', outside the folder of its action and the uploads of its project: it is not read",
                Address.shown(address));
    }
}
