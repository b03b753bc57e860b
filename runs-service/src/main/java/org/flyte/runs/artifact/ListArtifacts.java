package org.flyte.runs.artifact;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.flyte.idl.artifact.ListArtifactNamesResponse;
import org.flyte.idl.artifact.ListArtifactsResponse;
import org.flyte.runs.list.rule.ListQuery;

/** Pages through versions, or through names with their newest version; the newest first. */
@ApplicationScoped
class ListArtifacts {
    private final ArtifactPageStore pages;

    ListArtifacts(ArtifactPageStore pages) {
        this.pages = pages;
    }

    /** @param org of the request, which is echoed */
    Uni<ListArtifactsResponse> execute(ArtifactSelection selection, String org, ListQuery query) {
        return pages.versions(selection, query).map(page -> {
            ListArtifactsResponse.Builder response =
                    ListArtifactsResponse.newBuilder().setToken(page.token());
            page.rows().forEach(row -> response.addArtifacts(row.toProto(org)));
            return response.build();
        });
    }

    /** @param org of the request, which is echoed */
    Uni<ListArtifactNamesResponse> names(ArtifactSelection selection, String org, ListQuery query) {
        return pages.names(selection, org, query)
                .map(page -> ListArtifactNamesResponse.newBuilder()
                        .addAllGroups(page.rows())
                        .setToken(page.token())
                        .build());
    }
}
