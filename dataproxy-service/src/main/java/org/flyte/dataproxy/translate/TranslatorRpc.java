package org.flyte.dataproxy.translate;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import org.flyte.dataproxy.translate.rule.LaunchForm;
import org.flyte.idl.workflow.JsonValuesToLiteralsRequest;
import org.flyte.idl.workflow.JsonValuesToLiteralsResponse;
import org.flyte.idl.workflow.LaunchFormJsonToLiteralsRequest;
import org.flyte.idl.workflow.LaunchFormJsonToLiteralsResponse;
import org.flyte.idl.workflow.LiteralsToLaunchFormJsonRequest;
import org.flyte.idl.workflow.LiteralsToLaunchFormJsonResponse;
import org.flyte.idl.workflow.MutinyTranslatorServiceGrpc;
import org.flyte.idl.workflow.TaskSpecToLaunchFormJsonRequest;
import org.flyte.idl.workflow.TaskSpecToLaunchFormJsonResponse;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** The RPCs of {@code TranslatorService}. */
@GrpcService
class TranslatorRpc extends MutinyTranslatorServiceGrpc.TranslatorServiceImplBase {
    private final LiteralsToForm literalsToForm;

    TranslatorRpc(LiteralsToForm literalsToForm) {
        this.literalsToForm = literalsToForm;
    }

    @Override
    public Uni<LiteralsToLaunchFormJsonResponse> literalsToLaunchFormJson(LiteralsToLaunchFormJsonRequest request) {
        return literalsToForm
                .execute(LiteralSource.from(request), request.getVariables())
                .map(form -> LiteralsToLaunchFormJsonResponse.newBuilder()
                        .setJson(form.json())
                        .build());
    }

    @Override
    public Uni<LaunchFormJsonToLiteralsResponse> launchFormJsonToLiterals(LaunchFormJsonToLiteralsRequest request) {
        return Uni.createFrom()
                .item(LaunchFormJsonToLiteralsResponse.newBuilder()
                        .addAllLiterals(new LaunchForm(request.getJson()).literals())
                        .build());
    }

    @Override
    public Uni<TaskSpecToLaunchFormJsonResponse> taskSpecToLaunchFormJson(TaskSpecToLaunchFormJsonRequest request) {
        return Uni.createFrom()
                .item(TaskSpecToLaunchFormJsonResponse.newBuilder()
                        .setJson(TaskForm.of(request.getTaskSpec()).form().json())
                        .build());
    }

    @Override
    public Uni<JsonValuesToLiteralsResponse> jsonValuesToLiterals(JsonValuesToLiteralsRequest request) {
        if (!request.hasValues()) {
            throw new InvalidArgument("values cannot be nil: values is required");
        }
        return Uni.createFrom()
                .item(JsonValuesToLiteralsResponse.newBuilder()
                        .addAllLiterals(LaunchForm.literals(request.getVariables(), request.getValues()))
                        .build());
    }
}
