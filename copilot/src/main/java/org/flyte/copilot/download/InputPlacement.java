package org.flyte.copilot.download;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flyte.copilot.failure.TransferException;
import org.flyte.copilot.transfer.Folder;
import org.flyte.copilot.value.MetadataFormat;
import org.flyte.copilot.value.PlainValue;
import org.flyte.idl.core.Blob;
import org.flyte.idl.core.BlobType.BlobDimensionality;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.LiteralCollection;
import org.flyte.idl.core.LiteralMap;
import org.flyte.idl.core.LiteralOffloadedMetadata;
import org.flyte.idl.core.Scalar;
import org.flyte.platform.model.Address;

/** Writes values to files, and plans the transfer of the files that they refer to. */
record InputPlacement(RemoteFiles remote, FileLayout layout, long maxValueBytes) {
    /** A value as it is here: file addresses are local paths. */
    record Placed(Literal literal, Object value) {}

    /** Places a value under a name in a folder. */
    Placed place(Folder folder, String name, Literal literal) {
        return switch (literal.getValueCase()) {
            case SCALAR -> scalar(folder, name, literal);
            case COLLECTION -> collection(folder.folder(name), literal);
            case MAP -> map(folder.folder(name), literal);
            case OFFLOADED_METADATA -> place(folder, name, load(name, literal.getOffloadedMetadata()));
            case VALUE_NOT_SET -> throw TransferException.user("input '%s' has no value", Address.shown(name));
        };
    }

    private Literal load(String name, LiteralOffloadedMetadata offloaded) {
        try {
            Literal loaded = Literal.parseFrom(remote.read(offloaded.getUri(), maxValueBytes));
            if (loaded.hasOffloadedMetadata()) {
                throw TransferException.user("input '%s' is a reference to a reference", Address.shown(name));
            }
            return loaded;
        } catch (InvalidProtocolBufferException e) {
            throw TransferException.user("%s is not a core.Literal message", Address.shown(offloaded.getUri()));
        }
    }

    private Placed scalar(Folder folder, String name, Literal literal) {
        Scalar scalar = literal.getScalar();
        Path file = folder.checked(name);
        return switch (scalar.getValueCase()) {
            case PRIMITIVE -> text(file, literal, PlainValue.of(scalar.getPrimitive()));
            case NONE_TYPE -> text(file, literal, PlainValue.NULL);
            case ERROR -> {
                String message = scalar.getError().getMessage();
                yield text(file, literal, new PlainValue(message, message));
            }
            case GENERIC -> {
                Map<String, Object> value = PlainValue.of(scalar.getGeneric());
                yield text(file, literal, new PlainValue(MetadataFormat.json(value), value));
            }
            case BINARY -> {
                Folder.write(file, scalar.getBinary().getValue().toByteArray());
                yield new Placed(literal, PlainValue.ofBytes(scalar.getBinary().getValue()));
            }
            case UNION -> {
                Placed inner = place(folder, name, scalar.getUnion().getValue());
                Literal.Builder local = literal.toBuilder();
                local.getScalarBuilder().getUnionBuilder().setValue(inner.literal());
                yield new Placed(local.build(), inner.value());
            }
            case BLOB -> blob(folder, name, literal, scalar.getBlob());
            case SCHEMA -> {
                remote.folder(scalar.getSchema().getUri(), folder.folder(name));
                yield at(file, literal, local -> local.getSchemaBuilder().setUri(file.toString()));
            }
            case STRUCTURED_DATASET -> {
                remote.folder(scalar.getStructuredDataset().getUri(), folder.folder(name));
                yield at(
                        file,
                        literal,
                        local -> local.getStructuredDatasetBuilder().setUri(file.toString()));
            }
            case VALUE_NOT_SET -> throw TransferException.user("input '%s' has no value", Address.shown(name));
        };
    }

    private static Placed text(Path file, Literal literal, PlainValue value) {
        Folder.write(file, value.text());
        return new Placed(literal, value.value());
    }

    private Placed blob(Folder folder, String name, Literal literal, Blob blob) {
        Path target = folder.checked(name);
        if (blob.getMetadata().getType().getDimensionality() == BlobDimensionality.MULTIPART) {
            remote.folder(blob.getUri(), folder.folder(name));
        } else {
            if (layout == FileLayout.NAMED_DIR) {
                target = folder.folder(name).checked(new FileNames().of(blob.getUri(), 0));
            }
            remote.file(blob.getUri(), target);
        }
        String local = target.toString();
        return at(target, literal, scalar -> scalar.getBlobBuilder().setUri(local));
    }

    private interface Change {
        Object apply(Scalar.Builder scalar);
    }

    private static Placed at(Path file, Literal literal, Change change) {
        Literal.Builder local = literal.toBuilder();
        change.apply(local.getScalarBuilder());
        return new Placed(local.build(), file.toString());
    }

    private Placed collection(Folder folder, Literal literal) {
        folder.create();
        List<Object> values = new ArrayList<>();
        LiteralCollection.Builder local = LiteralCollection.newBuilder();
        FileNames names = new FileNames();
        for (Literal item : literal.getCollection().getLiteralsList()) {
            int index = values.size();
            boolean isNamed = layout == FileLayout.NAMED_DIR && isFile(item);
            Placed placed = isNamed
                    ? namedFile(
                            folder, item, names.of(item.getScalar().getBlob().getUri(), index))
                    : place(folder, Integer.toString(index), item);
            local.addLiterals(placed.literal());
            values.add(placed.value());
        }
        return new Placed(literal.toBuilder().setCollection(local).build(), values);
    }

    private Placed namedFile(Folder folder, Literal item, String name) {
        return new InputPlacement(remote, FileLayout.DIRECT, maxValueBytes).place(folder, name, item);
    }

    private static boolean isFile(Literal item) {
        return item.getScalar().hasBlob()
                && item.getScalar().getBlob().getMetadata().getType().getDimensionality() == BlobDimensionality.SINGLE;
    }

    private Placed map(Folder folder, Literal literal) {
        folder.create();
        Map<String, Object> values = new LinkedHashMap<>();
        LiteralMap.Builder local = LiteralMap.newBuilder();
        new TreeMap<>(literal.getMap().getLiteralsMap()).forEach((key, item) -> {
            Placed placed = place(folder, key, item);
            local.putLiterals(key, placed.literal());
            values.put(key, placed.value());
        });
        return new Placed(literal.toBuilder().setMap(local).build(), values);
    }
}
