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
import org.flyte.idl.project.UpdateProjectRequest;
import org.flyte.idl.project.UpdateProjectResponse;

/** flyteidl2.project.ProjectService. */
@GrpcService
public class ProjectRpc extends ProjectServiceImplBase {
    private final ProjectUseCases projects;

    ProjectRpc(ProjectUseCases projects) {
        this.projects = projects;
    }

    @Override
    public Uni<CreateProjectResponse> createProject(CreateProjectRequest request) {
        return projects.create(request.getProject()).replaceWith(CreateProjectResponse.getDefaultInstance());
    }

    @Override
    public Uni<UpdateProjectResponse> updateProject(UpdateProjectRequest request) {
        return projects.update(request.getProject()).replaceWith(UpdateProjectResponse.getDefaultInstance());
    }

    @Override
    public Uni<GetProjectResponse> getProject(GetProjectRequest request) {
        return projects.get(request.getId())
                .map(project ->
                        GetProjectResponse.newBuilder().setProject(project).build());
    }

    @Override
    public Uni<ListProjectsResponse> listProjects(ListProjectsRequest request) {
        return projects.list(request)
                .map(page -> ListProjectsResponse.newBuilder().setProjects(page).build());
    }
}
