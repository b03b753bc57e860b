package org.flyte.platform.connect.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import build.buf.validate.FieldPathElement;
import build.buf.validate.Violation;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServiceDescriptor;
import java.time.DateTimeException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.flyte.idl.actions.ActionsServiceGrpc;
import org.flyte.idl.app.AppServiceGrpc;
import org.flyte.idl.artifact.ArtifactServiceGrpc;
import org.flyte.idl.bulk.BulkServiceGrpc;
import org.flyte.idl.cacheservice.v2.CacheServiceGrpc;
import org.flyte.idl.cluster.ClusterServiceGrpc;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.core.Backoff;
import org.flyte.idl.dataproxy.DataProxyServiceGrpc;
import org.flyte.idl.internal.RunStateServiceGrpc;
import org.flyte.idl.project.ProjectServiceGrpc;
import org.flyte.idl.secret.SecretServiceGrpc;
import org.flyte.idl.settings.SettingsServiceGrpc;
import org.flyte.idl.task.TaskServiceGrpc;
import org.flyte.idl.trigger.TriggerServiceGrpc;
import org.flyte.idl.workflow.ActionEvent;
import org.flyte.idl.workflow.EventsProxyServiceGrpc;
import org.flyte.idl.workflow.InternalRunServiceGrpc;
import org.flyte.idl.workflow.QueueServiceGrpc;
import org.flyte.idl.workflow.RunLogsServiceGrpc;
import org.flyte.idl.workflow.RunServiceGrpc;
import org.flyte.idl.workflow.TrackedRunServiceGrpc;
import org.flyte.idl.workflow.TranslatorServiceGrpc;
import org.flyte.platform.connect.probe.api.Move;
import org.flyte.platform.connect.probe.api.PlaceRequest;
import org.flyte.platform.propertytest.Draw;
import org.flyte.platform.propertytest.PropertyCheck;
import org.junit.jupiter.api.Test;

class RequiredRulesTest {
    private static final Set<String> EXEMPT = Set.of("org", "organization");
    private static final int DEEPEST = 7;

    /** Every request of the contract. */
    private static final List<Message> REQUESTS = Stream.concat(
                    Stream.of(Move.getDefaultInstance(), PlaceRequest.getDefaultInstance()),
                    Stream.of(
                                    ActionsServiceGrpc.getServiceDescriptor(),
                                    AppServiceGrpc.getServiceDescriptor(),
                                    ArtifactServiceGrpc.getServiceDescriptor(),
                                    BulkServiceGrpc.getServiceDescriptor(),
                                    CacheServiceGrpc.getServiceDescriptor(),
                                    ClusterServiceGrpc.getServiceDescriptor(),
                                    DataProxyServiceGrpc.getServiceDescriptor(),
                                    EventsProxyServiceGrpc.getServiceDescriptor(),
                                    InternalRunServiceGrpc.getServiceDescriptor(),
                                    ProjectServiceGrpc.getServiceDescriptor(),
                                    QueueServiceGrpc.getServiceDescriptor(),
                                    RunLogsServiceGrpc.getServiceDescriptor(),
                                    RunServiceGrpc.getServiceDescriptor(),
                                    RunStateServiceGrpc.getServiceDescriptor(),
                                    SecretServiceGrpc.getServiceDescriptor(),
                                    SettingsServiceGrpc.getServiceDescriptor(),
                                    TaskServiceGrpc.getServiceDescriptor(),
                                    TrackedRunServiceGrpc.getServiceDescriptor(),
                                    TranslatorServiceGrpc.getServiceDescriptor(),
                                    TriggerServiceGrpc.getServiceDescriptor())
                            .flatMap(RequiredRulesTest::requests))
            .toList();

    @Test
    void findsWhatProtovalidateFinds() throws Exception {
        List<Descriptor> types =
                REQUESTS.stream().map(Message::getDescriptorForType).distinct().toList();
        RequestRules rules = new RequiredRules(types, EXEMPT);
        RequestRules oracle = new ContractRules(types, (type, violation) -> isRequired(violation.toProto()));

        PropertyCheck.forAll(3000, draw -> {
            Message type = draw.of(REQUESTS);
            // As it comes from a client: with each key of a map once.
            Message request =
                    type.getParserForType().parseFrom(message(draw, type, 0).toByteString());

            List<Violation> found = rules.violations(request);
            List<Violation> expected = oracle.violations(request);
            assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
            if (found.stream().noneMatch(RequiredRulesTest::isInMap)) {
                assertThat(found).isEqualTo(expected);
            }
        });
    }

    @Test
    void refusesATimeThatProtobufDoesNotAllow() {
        RequestRules rules = new RequiredRules(List.of(Backoff.getDescriptor()), Set.of());

        assertThat(rules.violations(backoff(60))).isEmpty();
        assertThatThrownBy(() -> rules.violations(backoff(Long.MAX_VALUE))).isInstanceOf(DateTimeException.class);
        Message late = ActionEvent.newBuilder()
                .setId(ActionIdentifier.newBuilder().setRun(RunIdentifier.getDefaultInstance()))
                .setUpdatedTime(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))
                .build();
        assertThatThrownBy(() -> new RequiredRules(List.of(late.getDescriptorForType()), Set.of()).violations(late))
                .isInstanceOf(DateTimeException.class);
    }

    private static Message backoff(long seconds) {
        return Backoff.newBuilder()
                .setCap(Duration.newBuilder().setSeconds(seconds))
                .build();
    }

    /** What {@code flyte.rpc.validation=required} is about: messages, lists and maps, and oneofs. */
    private static boolean isRequired(Violation violation) {
        List<FieldPathElement> path = violation.getField().getElementsList();
        return violation.getRuleId().equals("required")
                && !EXEMPT.contains(path.getLast().getFieldName())
                && (!path.getLast().hasFieldNumber()
                        || path.getLast().getFieldType()
                                == com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type.TYPE_MESSAGE);
    }

    private static boolean isInMap(Violation violation) {
        return violation.getField().getElementsList().stream().anyMatch(FieldPathElement::hasKeyType);
    }

    private static Stream<Message> requests(ServiceDescriptor service) {
        return service.getMethods().stream().map(method ->
                (Message) ((PrototypeMarshaller<?>) method.getRequestMarshaller()).getMessagePrototype());
    }

    private static Message message(Draw draw, Message type, int depth) {
        if (type instanceof Timestamp || type instanceof Duration) {
            return type;
        }
        Message.Builder message = type.newBuilderForType();
        for (FieldDescriptor field : type.getDescriptorForType().getFields()) {
            boolean isMessage = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
            if (draw.random().nextInt(4) == 0 || (isMessage && depth >= DEEPEST)) {
                continue;
            }
            if (!field.isRepeated()) {
                message.setField(field, value(draw, message, field, depth));
                continue;
            }
            int count = draw.random().nextInt(depth < 3 ? 3 : 2);
            for (int i = 0; i < count; i++) {
                message.addRepeatedField(field, value(draw, message, field, depth));
            }
        }
        return message.build();
    }

    private static Object value(Draw draw, Message.Builder owner, FieldDescriptor field, int depth) {
        return switch (field.getJavaType()) {
            case MESSAGE -> message(draw, owner.newBuilderForField(field).getDefaultInstanceForType(), depth + 1);
            case STRING -> "text" + draw.random().nextInt(100);
            case BYTE_STRING -> com.google.protobuf.ByteString.copyFromUtf8("bytes");
            case ENUM -> field.getEnumType().getValues().getLast();
            case BOOLEAN -> draw.random().nextBoolean();
            case INT -> draw.random().nextInt(3);
            case LONG -> (long) draw.random().nextInt(3);
            case FLOAT -> 1.5f;
            case DOUBLE -> 1.5;
        };
    }
}
