package org.flyte.platform.connect.conformance;

import com.google.protobuf.Any;
import com.google.rpc.Status;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Base64;
import java.util.List;
import org.flyte.platform.connect.RpcCall;
import org.flyte.platform.connect.conformance.api.ConformancePayload.ConnectGetInfo;
import org.flyte.platform.connect.conformance.api.ConformancePayload.RequestInfo;
import org.flyte.platform.connect.conformance.api.Error;
import org.flyte.platform.connect.conformance.api.Header;

/** Says back to the runner what the server saw of a request. */
final class Echo {
    private Echo() {}

    static RequestInfo of(RpcCall call, List<Any> requests) {
        RequestInfo.Builder info = RequestInfo.newBuilder().addAllRequests(requests);
        Metadata metadata = call.headers().metadata();
        for (String name : metadata.keys()) {
            Header.Builder header = info.addRequestHeadersBuilder().setName(name);
            if (name.endsWith("-bin")) {
                metadata.getAll(binary(name))
                        .forEach(value -> header.addValue(Base64.getEncoder()
                                .withoutPadding()
                                .encodeToString(value)));
            } else {
                metadata.getAll(text(name)).forEach(header::addValue);
            }
        }
        call.timeout().ifPresent(timeout -> info.setTimeoutMs(timeout.toMillis()));
        if (!call.query().isEmpty()) {
            ConnectGetInfo.Builder get = info.getConnectGetInfoBuilder();
            call.query().forEach((name, values) ->
                    get.addQueryParamsBuilder().setName(name).addAllValue(values));
        }
        return info.build();
    }

    static StatusRuntimeException failure(Error error, RequestInfo info) {
        Status.Builder status =
                Status.newBuilder().setCode(error.getCodeValue()).setMessage(error.getMessage()).addAllDetails(error.getDetailsList());
        if (info != null) {
            status.addDetails(Any.pack(info));
        }
        return StatusProto.toStatusRuntimeException(status.build());
    }

    static void addAll(List<Header> headers, Metadata metadata) {
        for (Header header : headers) {
            for (String value : header.getValueList()) {
                if (header.getName().endsWith("-bin")) {
                    metadata.put(binary(header.getName()), Base64.getDecoder().decode(value));
                } else {
                    metadata.put(text(header.getName()), value);
                }
            }
        }
    }

    private static Metadata.Key<String> text(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    private static Metadata.Key<byte[]> binary(String name) {
        return Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER);
    }
}
