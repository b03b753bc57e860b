package org.flyte.runs.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.flyte.idl.org.CreateDomainRequest;
import org.flyte.idl.org.DeleteDomainRequest;
import org.flyte.idl.org.Domain;
import org.flyte.idl.org.DomainServiceGrpc.DomainServiceBlockingStub;
import org.flyte.idl.org.GetDomainRequest;
import org.flyte.idl.org.ListDomainsRequest;
import org.flyte.idl.org.UpdateDomainRequest;
import org.flyte.idl.project.GetProjectRequest;
import org.flyte.idl.project.ProjectServiceGrpc.ProjectServiceBlockingStub;
import org.flyte.platform.testkit.RealPostgres;
import org.flyte.runs.RunsServiceTestBase;
import org.flyte.runs.project.KnownDomains;
import org.flyte.runs.run.Requests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RealPostgres.class)
class DomainTest extends RunsServiceTestBase {
    @GrpcClient("self")
    DomainServiceBlockingStub domains;

    @GrpcClient("self")
    ProjectServiceBlockingStub projects;

    @Inject
    KnownDomains known;

    @BeforeEach
    void connect() {
        domains = domains.withDeadlineAfter(TIMEOUT);
        projects = projects.withDeadlineAfter(TIMEOUT);
    }

    /** Other tests count the domains of a project. */
    @AfterEach
    void remove() {
        pool.query("DELETE FROM domains").executeAndAwait();
        known.forget();
    }

    @Test
    void addsADomainToAllProjects() {
        assertThatThrownBy(() -> runs.createRun(in("research"))).hasMessageContaining("INVALID_ARGUMENT: domain");

        Domain created = create("research", "Research");

        assertThat(created.getOrg()).isEqualTo("acme");
        assertThat(created.hasCreatedAt()).isTrue();
        assertThat(get("research")).isEqualTo(created);
        assertThat(ids()).containsExactly("development", "staging", "production", "research");
        assertThat(projects.getProject(GetProjectRequest.newBuilder()
                                .setId(Requests.PROJECT)
                                .build())
                        .getProject()
                        .getDomainsList())
                .extracting(org.flyte.idl.project.Domain::getName)
                .containsExactly("Development", "Staging", "Production", "Research");
        assertThat(runs.createRun(in("research"))
                        .getRun()
                        .getAction()
                        .getId()
                        .getRun()
                        .getDomain())
                .isEqualTo("research");
        assertThatThrownBy(() -> create("research", "again")).hasMessageContaining("ALREADY_EXISTS");
        assertThatThrownBy(() -> delete("research"))
                .hasMessageContaining("FAILED_PRECONDITION: domain research has runs");
    }

    @Test
    void deletesADomainThatHoldsNothing() {
        create("short-lived", "");

        delete("short-lived");

        assertThatThrownBy(() -> get("short-lived")).hasMessageContaining("NOT_FOUND");
        assertThatThrownBy(() -> delete("short-lived")).hasMessageContaining("NOT_FOUND");
        assertThatThrownBy(() -> runs.createRun(in("short-lived"))).hasMessageContaining("INVALID_ARGUMENT");
    }

    @Test
    void renamesDomains() {
        create("research", "");
        assertThat(get("development").getFriendlyName()).isEqualTo("Development");

        update("research", "R and D");
        update("development", "Sandbox");

        assertThat(get("research").getFriendlyName()).isEqualTo("R and D");
        assertThat(get("development").getFriendlyName()).isEqualTo("Sandbox");
        assertThat(get("development").hasCreatedAt()).isFalse();
        assertThatThrownBy(() -> update("nowhere", "x")).hasMessageContaining("NOT_FOUND");
    }

    @Test
    void refusesWhatTheConfigurationDecides() {
        assertThatThrownBy(() -> create("staging", "")).hasMessageContaining("ALREADY_EXISTS");
        assertThatThrownBy(() -> delete("staging"))
                .hasMessageContaining("FAILED_PRECONDITION")
                .hasMessageContaining("flyte.projects.domains");
    }

    @Test
    void namesInvalidFields() {
        assertThatThrownBy(() -> create("Not one", "")).hasMessageContaining("INVALID_ARGUMENT: id");
        assertThatThrownBy(() -> create("x".repeat(64), "")).hasMessageContaining("INVALID_ARGUMENT: id");
        assertThatThrownBy(() -> create("ok", "x".repeat(256))).hasMessageContaining("INVALID_ARGUMENT: friendly_name");
    }

    private org.flyte.idl.workflow.CreateRunRequest in(String domain) {
        var request = Requests.named(Requests.runName()).toBuilder();
        request.getRunIdBuilder().setDomain(domain);
        return request.build();
    }

    private Domain create(String id, String name) {
        return domains.createDomain(CreateDomainRequest.newBuilder()
                        .setOrg("acme")
                        .setId(id)
                        .setFriendlyName(name)
                        .build())
                .getDomain();
    }

    private void update(String id, String name) {
        domains.updateDomain(
                UpdateDomainRequest.newBuilder().setId(id).setFriendlyName(name).build());
    }

    private Domain get(String id) {
        return domains.getDomain(
                        GetDomainRequest.newBuilder().setOrg("acme").setId(id).build())
                .getDomain();
    }

    private void delete(String id) {
        domains.deleteDomain(DeleteDomainRequest.newBuilder().setId(id).build());
    }

    private List<String> ids() {
        return domains.listDomains(ListDomainsRequest.getDefaultInstance()).getDomainsList().stream()
                .map(Domain::getId)
                .toList();
    }
}
