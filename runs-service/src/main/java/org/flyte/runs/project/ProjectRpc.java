package org.flyte.runs.project;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import org.flyte.idl.project.CreateProjectRequest;
import org.flyte.idl.project.CreateProjectResponse;
import org.flyte.idl.project.GetProjectRequest;
import org.flyte.idl.project.GetProjectResponse;
import org.flyte.idl.project.ListProjectsRequest;
import org.flyte.idl.project.ListProjectsResponse;
import org.flyte.idl.project.MutinyProjectServiceGrpc.ProjectServiceImplBase;
import org.flyte.idl.project.Projects;
import org.flyte.idl.project.UpdateProjectRequest;
import org.flyte.idl.project.UpdateProjectResponse;
import org.flyte.platform.model.RequestFields;

/** flyteidl2.project.ProjectService. */
@GrpcService
public class ProjectRpc extends ProjectServiceImplBase {
    private final CreateProject createProject;
    private final UpdateProject updateProject;
    private final GetProject getProject;
    private final ListProjects listProjects;
    private final KnownDomains domains;

    ProjectRpc(
            CreateProject createProject,
            UpdateProject updateProject,
            GetProject getProject,
            ListProjects listProjects,
            KnownDomains domains) {
        this.createProject = createProject;
        this.updateProject = updateProject;
        this.getProject = getProject;
        this.listProjects = listProjects;
        this.domains = domains;
    }

    @Override
    public Uni<CreateProjectResponse> createProject(CreateProjectRequest request) {
        return createProject
                .execute(ProjectData.of(request.getProject()))
                .replaceWith(CreateProjectResponse.getDefaultInstance());
    }

    @Override
    public Uni<UpdateProjectResponse> updateProject(UpdateProjectRequest request) {
        return updateProject
                .execute(ProjectData.of(request.getProject()))
                .replaceWith(UpdateProjectResponse.getDefaultInstance());
    }

    @Override
    public Uni<GetProjectResponse> getProject(GetProjectRequest request) {
        RequestFields.required("id", !request.getId().isEmpty());
        return Uni.combine()
                .all()
                .unis(getProject.execute(request.getId()), messages())
                .with((project, messages) -> GetProjectResponse.newBuilder()
                        .setProject(messages.of(project))
                        .build());
    }

    @Override
    public Uni<ListProjectsResponse> listProjects(ListProjectsRequest request) {
        ProjectPageRequest wanted = ProjectPageRequest.of(request);
        return Uni.combine()
                .all()
                .unis(listProjects.execute(wanted), messages())
                .with((page, messages) -> {
                    Projects.Builder projects = Projects.newBuilder().setToken(page.nextToken());
                    page.projects().forEach(project -> projects.addProjects(messages.of(project)));
                    return ListProjectsResponse.newBuilder()
                            .setProjects(projects)
                            .build();
                });
    }

    private Uni<ProjectMessages> messages() {
        return domains.all().map(ProjectMessages::new);
    }
}
