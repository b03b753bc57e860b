package org.flyte.runs.trigger;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.trigger.GetTriggerRevisionHistoryResponse;
import org.flyte.idl.trigger.ListTriggersResponse;
import org.flyte.runs.list.rule.ListQuery;

/** Pages through triggers, or through the revisions of one. */
@ApplicationScoped
class ListTriggers {
    private final TriggerPageStore pages;

    ListTriggers(TriggerPageStore pages) {
        this.pages = pages;
    }

    Uni<ListTriggersResponse> execute(TriggerSelection selection, ListQuery query) {
        return pages.triggers(selection, query)
                .map(page -> ListTriggersResponse.newBuilder()
                        .addAllTriggers(page.rows())
                        .setToken(page.token())
                        .build());
    }

    Uni<GetTriggerRevisionHistoryResponse> history(TriggerKey key, ListQuery query) {
        return pages.revisions(key, query)
                .map(page -> GetTriggerRevisionHistoryResponse.newBuilder()
                        .addAllTriggers(page.rows())
                        .setToken(page.token())
                        .build());
    }
}
