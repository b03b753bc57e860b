package org.flyte.devbox.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import com.google.protobuf.util.JsonFormat;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.util.Base64;
import java.util.Map;
import org.flyte.devbox.wire.ConnectClient.Answer;
import org.flyte.idl.actions.ActionsServiceGrpc;
import org.flyte.idl.workflow.CreateRunRequest;
import org.flyte.idl.workflow.EventPayload;
import org.flyte.idl.workflow.GetActionDataRequest;
import org.flyte.idl.workflow.GetRunDetailsRequest;
import org.flyte.idl.workflow.GetRunDetailsResponse;
import org.flyte.idl.workflow.RunServiceGrpc;
import org.flyte.idl.workflow.SignalEventRequest;
import org.flyte.idl.workflow.WatchActionsRequest;
import org.flyte.idl.workflow.WatchActionsResponse;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Wire probes W3 and W8 of docs/wire-probes.md: errors, and the console's way of calling.
 *
 * <p>W3 here takes the codes that methods of the services give by themselves. DEADLINE_EXCEEDED is in
 * {@link RunProbesIT}, UNAVAILABLE in {@link EndProbesIT}; the table of all sixteen is held by {@code make conformance}.
 * Missing until there is authentication: UNAUTHENTICATED and PERMISSION_DENIED.
 */
@ExtendWith(SharedDevbox.class)
class AnswerProbesIT {
    private static final int TOO_LARGE = 65 << 20;

    private final DevboxProcess devbox;
    private final ConnectClient client;
    private final Given given;

    AnswerProbesIT(DevboxProcess devbox) {
        this.devbox = devbox;
        this.client = new ConnectClient(devbox.port());
        this.given = new Given(devbox);
    }

    @Test
    @DisplayName("W3 invalid_argument: 400")
    void w3InvalidArgument() {
        assertError(
                client.ask(RunServiceGrpc.getCreateRunMethod(), CreateRunRequest.getDefaultInstance()),
                400,
                "invalid_argument");
    }

    @Test
    @DisplayName("W3 not_found: 404")
    void w3NotFound() {
        assertError(client.ask(RunServiceGrpc.getGetRunDetailsMethod(), details("nobody")), 404, "not_found");
    }

    @Test
    @DisplayName("W3 already_exists: 409")
    void w3AlreadyExists() {
        String run = given.startedRun("true");
        CreateRunRequest other = Given.createRun("probe.other", "false")
                .setRunId(Given.run("", run))
                .build();

        assertError(client.ask(RunServiceGrpc.getCreateRunMethod(), other), 409, "already_exists");
    }

    @Test
    @DisplayName("W3 failed_precondition: 400")
    void w3FailedPrecondition() {
        String run = given.sleepingRun();
        SignalEventRequest noCondition = SignalEventRequest.newBuilder()
                .setActionId(Given.action(run, "a0"))
                .setParentActionName("a0")
                .setPayload(EventPayload.newBuilder().setBoolValue(true))
                .build();

        assertError(client.ask(RunServiceGrpc.getSignalEventMethod(), noCondition), 400, "failed_precondition");
        given.abort(run);
    }

    @Test
    @DisplayName("W3 aborted: 409")
    void w3Aborted() {
        String run = given.sleepingRun();
        given.abort(run);

        assertError(client.ask(ActionsServiceGrpc.getEnqueueMethod(), given.trace(run, "late")), 409, "aborted");
    }

    @Test
    @DisplayName("W3 unimplemented: 501")
    void w3Unimplemented() {
        GetActionDataRequest request = GetActionDataRequest.newBuilder()
                .setActionId(Given.action("nobody", "a0"))
                .build();

        assertError(client.ask(RunServiceGrpc.getGetActionDataMethod(), request), 501, "unimplemented");
    }

    @Test
    @DisplayName("W3 resource_exhausted: 429, for a message above the limit that arrives as a few kilobytes")
    void w3ResourceExhausted() {
        CreateRunRequest large = Given.createRun("probe.large", "true")
                .setProjectId(Given.project())
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                999,
                                Field.newBuilder()
                                        .addLengthDelimited(ByteString.copyFrom(new byte[TOO_LARGE]))
                                        .build())
                        .build())
                .build();

        assertError(client.ask(RunServiceGrpc.getCreateRunMethod(), large), 429, "resource_exhausted");
    }

    private static void assertError(Answer answer, int status, String code) {
        assertThat(answer.code()).as(answer.text()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(answer.json().path("message").asText()).isNotEmpty().doesNotContain("\n");
    }

    @Test
    @DisplayName("W8 JSON codec, unary")
    void w8JsonUnary() throws IOException {
        String run = given.startedRun("true");

        Answer answer = client.send(client.to("/flyteidl2.workflow.RunService/GetRunDetails")
                .header("content-type", "application/json")
                .header("connect-protocol-version", "1")
                .POST(HttpRequest.BodyPublishers.ofString(JsonFormat.printer().print(details(run)))));

        assertRun(answer, run);
    }

    @Test
    @DisplayName("W8 JSON codec, stream")
    void w8JsonStream() throws IOException {
        String run = given.sleepingRun();
        String request =
                JsonFormat.printer().print(WatchActionsRequest.newBuilder().setRunId(Given.run("", run)));
        try (RawConnection connection = RawConnection.open(devbox.port())) {
            connection.post(
                    "/flyteidl2.workflow.RunService/WatchActions",
                    Map.of("content-type", "application/connect+json", "connect-protocol-version", "1"),
                    Frames.frame(0, request.getBytes(UTF_8)),
                    1000);

            assertThat(connection.head().header("content-type")).isEqualTo("application/connect+json");
            WatchActionsResponse.Builder first = WatchActionsResponse.newBuilder();
            JsonFormat.parser()
                    .merge(
                            new String(
                                    Frames.next(connection.body()).orElseThrow().plain(), UTF_8),
                            first);
            assertThat(first.getEnrichedActions(0).getAction().getId().getName())
                    .isEqualTo("a0");
        }
        given.abort(run);
    }

    @Test
    @DisplayName("W8 Connect GET of a method without side effects: JSON, binary, compressed")
    void w8ConnectGet() throws IOException {
        String run = given.startedRun("true");
        var method = RunServiceGrpc.getGetRunDetailsMethod();
        GetRunDetailsRequest request = details(run);
        String json = JsonFormat.printer().omittingInsignificantWhitespace().print(request);

        assertRun(get(method, "encoding=json&message=" + URLEncoder.encode(json, UTF_8)), run);
        assertBinary(method, get(method, "encoding=proto&base64=1&message=" + base64(request.toByteArray())), run);
        assertBinary(
                method,
                get(
                        method,
                        "encoding=proto&base64=1&compression=gzip&message="
                                + base64(Frames.gzip(request.toByteArray()))),
                run);
        assertError(
                get(
                        method,
                        "encoding=proto&base64=1&message="
                                + base64(details("nobody").toByteArray())),
                404,
                "not_found");
    }

    @Test
    @DisplayName("W8 Connect GET of a method with side effects: 405")
    void w8ConnectGetChangesNothing() {
        Answer answer = get(RunServiceGrpc.getCreateRunMethod(), "encoding=json&message=%7B%7D");

        assertThat(answer.status()).isEqualTo(405);
    }

    private Answer get(MethodDescriptor<?, ?> method, String query) {
        return client.send(client.to("/" + method.getFullMethodName() + "?connect=v1&" + query)
                .GET());
    }

    private void assertRun(Answer answer, String run) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("application/json");
        JsonNode id = answer.json().at("/details/action/id/run");
        assertThat(id.path("name").asText()).isEqualTo(run);
    }

    private void assertBinary(MethodDescriptor<?, GetRunDetailsResponse> method, Answer answer, String run) {
        assertThat(answer.contentType()).isEqualTo("application/proto");
        assertThat(method.parseResponse(new ByteArrayInputStream(answer.body()))
                        .getDetails()
                        .getAction()
                        .getId()
                        .getRun()
                        .getName())
                .isEqualTo(run);
    }

    private static GetRunDetailsRequest details(String run) {
        return GetRunDetailsRequest.newBuilder().setRunId(Given.run("", run)).build();
    }

    private static String base64(byte[] message) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(message);
    }
}
