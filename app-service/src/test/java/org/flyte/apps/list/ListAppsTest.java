package org.flyte.apps.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.flyte.apps.AppServiceTestBase;
import org.flyte.apps.Apps;
import org.flyte.idl.app.App;
import org.flyte.idl.app.ListRequest;
import org.flyte.idl.app.ListResponse;
import org.flyte.idl.common.ClusterIdentifier;
import org.flyte.idl.common.Filter;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.idl.common.Sort;
import org.flyte.platform.testkit.KubernetesApi;
import org.flyte.platform.testkit.RealPostgres;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
@WithTestResource(KubernetesApi.class)
class ListAppsTest extends AppServiceTestBase {
    @BeforeEach
    void createApps() {
        for (String name : List.of("delta", "alpha", "charlie", "bravo")) {
            create(Apps.app(Apps.id(project, name), "image:1"));
        }
    }

    @Test
    void listsPageByPageInTheOrderOfCreation() {
        assertThat(names(request(Sort.Direction.ASCENDING, "created_at", 2)))
                .containsExactly("delta", "alpha", "charlie", "bravo");
        assertThat(names(request(Sort.Direction.DESCENDING, "", 3)))
                .containsExactly("bravo", "charlie", "alpha", "delta");
    }

    @Test
    void listsPageByPageInTheOrderOfNames() {
        assertThat(names(request(Sort.Direction.ASCENDING, "name", 2)))
                .containsExactly("alpha", "bravo", "charlie", "delta");
        assertThat(names(request(Sort.Direction.DESCENDING, "name", 1)))
                .containsExactly("delta", "charlie", "bravo", "alpha");
    }

    @Test
    void filtersByStatusAndName() {
        serve(Apps.id(project, "bravo"));
        await().untilAsserted(() -> assertThat(
                        names(filtered("status_phase", Filter.Function.EQUAL, "DEPLOYMENT_STATUS_ACTIVE")))
                .containsExactly("bravo"));
        assertThat(names(filtered(
                        "status_phase",
                        Filter.Function.VALUE_IN,
                        "DEPLOYMENT_STATUS_FAILED",
                        "DEPLOYMENT_STATUS_STOPPED")))
                .isEmpty();
        assertThat(names(filtered("name", Filter.Function.VALUE_NOT_IN, "alpha", "delta")))
                .containsExactly("charlie", "bravo");
    }

    @Test
    void countsAllPages() {
        ListResponse page = apps().list(request(Sort.Direction.ASCENDING, "", 1)
                .setIncludeTotalCount(true)
                .build());

        assertThat(page.getTotalCount()).isEqualTo(4);
        assertThat(page.getAppsCount()).isEqualTo(1);
    }

    @Test
    void listsAppsOfAllProjectsForAnOrg() {
        ListRequest.Builder request =
                request(Sort.Direction.DESCENDING, "created_at", 100).setOrg("");

        assertThat(apps().list(request.build()).getAppsList())
                .extracting(app -> app.getMetadata().getId().getProject())
                .contains(project);
    }

    @Test
    void refusesWhatItDoesNotSupport() {
        assertRefused(
                () -> names(request(Sort.Direction.ASCENDING, "size", 1)), Status.Code.INVALID_ARGUMENT, "sort_by.key");
        assertRefused(
                () -> names(filtered("created_by", Filter.Function.EQUAL, "me")),
                Status.Code.INVALID_ARGUMENT,
                "who created an app is not recorded");
        assertRefused(
                () -> names(filtered("status_phase", Filter.Function.EQUAL, "ACTIVE")),
                Status.Code.INVALID_ARGUMENT,
                "names of deployment statuses");
        assertRefused(
                () -> names(filtered("name", Filter.Function.CONTAINS, "a")),
                Status.Code.INVALID_ARGUMENT,
                "request.filters.function of name");
        assertRefused(
                () -> names(ListRequest.newBuilder()
                        .setClusterId(ClusterIdentifier.newBuilder().setName("one"))),
                Status.Code.UNIMPLEMENTED,
                "cluster_id is not supported");
        ListRequest.Builder byName = request(Sort.Direction.ASCENDING, "name", 1);
        byName.getRequestBuilder().setToken("7");
        assertRefused(
                () -> names(byName), Status.Code.INVALID_ARGUMENT, "request.token is not one of a list in this order");
    }

    private List<String> names(ListRequest.Builder request) {
        List<String> names = new ArrayList<>();
        while (true) {
            ListResponse page = apps().list(request.build());
            page.getAppsList().stream().map(ListAppsTest::name).forEach(names::add);
            if (page.getToken().isEmpty()) {
                return names;
            }
            request.getRequestBuilder().setToken(page.getToken());
        }
    }

    private static String name(App app) {
        return app.getMetadata().getId().getName();
    }

    private ListRequest.Builder filtered(String field, Filter.Function function, String... values) {
        ListRequest.Builder request = request(Sort.Direction.ASCENDING, "created_at", 100);
        request.getRequestBuilder()
                .addFilters(Filter.newBuilder()
                        .setField(field)
                        .setFunction(function)
                        .addAllValues(List.of(values)));
        return request;
    }

    private ListRequest.Builder request(Sort.Direction direction, String key, int limit) {
        return ListRequest.newBuilder()
                .setProject(ProjectIdentifier.newBuilder().setName(project).setDomain("development"))
                .setRequest(org.flyte.idl.common.ListRequest.newBuilder()
                        .setLimit(limit)
                        .setSortBy(Sort.newBuilder().setKey(key).setDirection(direction)));
    }
}
