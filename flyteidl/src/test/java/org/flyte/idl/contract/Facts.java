package org.flyte.idl.contract;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Describes a compiled file in the rows of the contract tables, so that the two can be compared as sets. */
final class Facts {
    private final FileDescriptorProto file;
    private final List<String> rows = new ArrayList<>();

    private Facts(FileDescriptorProto file) {
        this.file = file;
    }

    static List<String> of(FileDescriptorProto file) {
        Facts facts = new Facts(file);
        String scope = file.getPackage() + ".";
        facts.rows.add(Row.of("file", file.getName(), file.getPackage(), file.getSyntax()));
        file.getMessageTypeList().forEach(message -> facts.message(scope, message));
        file.getEnumTypeList().forEach(type -> facts.enumeration(scope, type));
        file.getServiceList().forEach(service -> facts.service(scope, service));
        file.getExtensionList().forEach(extension -> facts.extension(scope, extension));
        return facts.rows;
    }

    private void message(String scope, DescriptorProto message) {
        String name = scope + message.getName();
        String flags = message.getOptions().getDeprecated() ? "deprecated" : "";
        rows.add(Row.of("message", name, file.getName(), flags, Rules.of(message.getOptions())));
        FieldFacts fields = new FieldFacts(name, message);
        rows.addAll(fields.rows());
        rows.addAll(Reserved.of(name, message));
        message.getNestedTypeList().stream()
                .filter(nested -> !nested.getOptions().getMapEntry())
                .forEach(nested -> message(name + ".", nested));
        message.getEnumTypeList().forEach(type -> enumeration(name + ".", type));
        message.getExtensionList().forEach(extension -> extension(name + ".", extension));
    }

    private void enumeration(String scope, EnumDescriptorProto type) {
        String name = scope + type.getName();
        String flags = Stream.of(
                        type.getOptions().getDeprecated() ? "deprecated" : "",
                        type.getOptions().getAllowAlias() ? "allow_alias" : "")
                .filter(flag -> !flag.isEmpty())
                .reduce((a, b) -> a + "," + b)
                .orElse("");
        rows.add(Row.of("enum", name, file.getName(), flags));
        type.getValueList()
                .forEach(value -> rows.add(Row.of(
                        "value",
                        name,
                        value.getNumber(),
                        value.getName(),
                        value.getOptions().getDeprecated() ? "deprecated" : "")));
        rows.addAll(Reserved.of(name, type));
    }

    private void service(String scope, ServiceDescriptorProto service) {
        String name = scope + service.getName();
        rows.add(Row.of("service", name, file.getName(), service.getOptions().getDeprecated() ? "deprecated" : ""));
        service.getMethodList().forEach(method -> rows.add(method(name, method)));
    }

    private static String method(String service, MethodDescriptorProto method) {
        MethodOptions options = method.getOptions();
        String stream = method.getClientStreaming()
                ? method.getServerStreaming() ? "bidi" : "client"
                : method.getServerStreaming() ? "server" : "unary";
        String idempotency = switch (options.getIdempotencyLevel()) {
            case IDEMPOTENCY_UNKNOWN -> "";
            case NO_SIDE_EFFECTS, IDEMPOTENT -> options.getIdempotencyLevel().name();
        };
        String http = options.hasExtension(AnnotationsProto.http)
                ? bindings(options.getExtension(AnnotationsProto.http))
                : "";
        return Row.of(
                "method",
                service,
                method.getName(),
                Types.plain(method.getInputType()),
                Types.plain(method.getOutputType()),
                stream,
                idempotency,
                options.getDeprecated() ? "deprecated" : "",
                http);
    }

    private static String bindings(HttpRule rule) {
        return Stream.concat(Stream.of(rule), rule.getAdditionalBindingsList().stream())
                .map(Facts::binding)
                .reduce((a, b) -> a + " | " + b)
                .orElseThrow();
    }

    private static String binding(HttpRule rule) {
        String path = switch (rule.getPatternCase()) {
            case GET -> "GET " + rule.getGet();
            case PUT -> "PUT " + rule.getPut();
            case POST -> "POST " + rule.getPost();
            case DELETE -> "DELETE " + rule.getDelete();
            case PATCH -> "PATCH " + rule.getPatch();
            case CUSTOM -> rule.getCustom().getKind() + " " + rule.getCustom().getPath();
            case PATTERN_NOT_SET -> "?";
        };
        return path
                + (rule.getBody().isEmpty() ? "" : " body=" + rule.getBody())
                + (rule.getResponseBody().isEmpty() ? "" : " response_body=" + rule.getResponseBody());
    }

    private void extension(String scope, FieldDescriptorProto extension) {
        rows.add(Row.of(
                "extension",
                scope + extension.getName(),
                file.getName(),
                Types.plain(extension.getExtendee()),
                extension.getNumber(),
                Types.label(extension),
                Types.of(extension)));
    }
}
