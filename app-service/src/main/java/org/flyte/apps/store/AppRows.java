package org.flyte.apps.store;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.StreamSupport;
import org.flyte.apps.AppKey;
import org.flyte.idl.app.Meta;
import org.flyte.idl.app.Spec;
import org.flyte.idl.app.Status;
import org.flyte.idl.app.Status.DeploymentStatus;

/** Between rows and records. */
public final class AppRows {
    /** The columns that a record is read from. */
    public static final String COLUMNS =
            "project, domain, name, number, object_name, revision, version, meta, spec, status, created_at, "
                    + "updated_at, deleted_at";

    private AppRows() {}

    /** All rows of an answer. */
    public static List<AppRecord> all(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(AppRows::read)
                .toList();
    }

    private static AppRecord read(Row row) {
        AppState state = new AppState(
                row.getLong("revision"),
                parse(row, "meta", Meta.parser()),
                parse(row, "spec", Spec.parser()),
                parse(row, "status", Status.parser()),
                row.getOffsetDateTime("deleted_at") != null);
        return new AppRecord(
                new AppKey(row.getString("project"), row.getString("domain"), row.getString("name")),
                row.getLong("number"),
                row.getString("object_name"),
                row.getLong("version"),
                state,
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    /** The same bytes for equal messages, so that maps do not make a difference. */
    static Buffer bytes(MessageLite message) {
        byte[] bytes = new byte[message.getSerializedSize()];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.useDeterministicSerialization();
        try {
            message.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(bytes);
    }

    /** The name of the present deployment status, by which lists are filtered. */
    static String phase(Status status) {
        int last = status.getConditionsCount() - 1;
        DeploymentStatus present = last < 0
                ? DeploymentStatus.DEPLOYMENT_STATUS_UNSPECIFIED
                : status.getConditions(last).getDeploymentStatus();
        return present.name();
    }

    private static <T> T parse(Row row, String column, Parser<T> parser) {
        try {
            return parser.parseFrom(row.getBuffer(column).getBytes());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(
                    "%s of app %s/%s/%s cannot be parsed"
                            .formatted(
                                    column, row.getString("project"), row.getString("domain"), row.getString("name")),
                    e);
        }
    }
}
