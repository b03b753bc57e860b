package org.flyte.dataproxy.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import org.flyte.idl.common.ActionAttemptIdentifier;
import org.flyte.idl.common.ActionIdentifier;
import org.flyte.idl.common.ProjectIdentifier;
import org.flyte.idl.common.RunIdentifier;
import org.flyte.idl.core.KeyValuePair;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.Primitive;
import org.flyte.idl.core.Scalar;
import org.flyte.idl.dataproxy.CreateUploadLocationRequest;
import org.flyte.idl.task.Inputs;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.platform.storage.Md5;
import org.flyte.platform.storage.ObjectStore;

/** Messages that tests start from. */
public final class Given {
    private Given() {}

    public static final String PROJECT = "flytesnacks";

    public static ByteString md5(String content) {
        return ByteString.copyFrom(new Md5().update(content.getBytes(UTF_8)).bytes());
    }

    public static CreateUploadLocationRequest.Builder upload(String content) {
        return CreateUploadLocationRequest.newBuilder()
                .setProject(PROJECT)
                .setDomain("development")
                .setFilename("fast.tar.gz")
                .setContentMd5(md5(content))
                .setAddContentMd5Metadata(true);
    }

    /** Address of a file of an action of {@link #action}. */
    public static String fileOf(ObjectStore store, String action, String file) {
        return store.base() + "/" + PROJECT + "/development/r1/" + action + "/" + file;
    }

    /** Address of an upload of the project. */
    public static String upload(ObjectStore store, String file) {
        return store.base() + "/uploads/" + PROJECT + "/development/" + file;
    }

    public static ActionIdentifier action(String name) {
        return ActionIdentifier.newBuilder()
                .setRun(RunIdentifier.newBuilder()
                        .setProject(PROJECT)
                        .setDomain("development")
                        .setName("r1"))
                .setName(name)
                .build();
    }

    public static ActionAttemptIdentifier attempt(String action, int attempt) {
        return ActionAttemptIdentifier.newBuilder()
                .setActionId(action(action))
                .setAttempt(attempt)
                .build();
    }

    public static ProjectIdentifier project() {
        return ProjectIdentifier.newBuilder()
                .setName(PROJECT)
                .setDomain("development")
                .build();
    }

    public static Inputs inputs(String... namesAndValues) {
        Inputs.Builder inputs = Inputs.newBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            inputs.addLiterals(literal(namesAndValues[i], namesAndValues[i + 1]));
        }
        return inputs.build();
    }

    public static NamedLiteral literal(String name, String value) {
        return NamedLiteral.newBuilder()
                .setName(name)
                .setValue(Literal.newBuilder()
                        .setScalar(Scalar.newBuilder()
                                .setPrimitive(Primitive.newBuilder().setStringValue(value))))
                .build();
    }

    public static KeyValuePair context(String key, String value) {
        return KeyValuePair.newBuilder().setKey(key).setValue(value).build();
    }
}
