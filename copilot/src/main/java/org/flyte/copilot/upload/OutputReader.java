package org.flyte.copilot.upload;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.flyte.copilot.failure.TransferException;
import org.flyte.copilot.value.JsonValues;
import org.flyte.copilot.value.TextParser;
import org.flyte.idl.core.Blob;
import org.flyte.idl.core.BlobMetadata;
import org.flyte.idl.core.BlobType;
import org.flyte.idl.core.BlobType.BlobDimensionality;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.LiteralCollection;
import org.flyte.idl.core.LiteralMap;
import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.Scalar;
import org.flyte.idl.core.Schema;
import org.flyte.idl.core.SimpleType;
import org.flyte.idl.core.StructuredDataset;
import org.flyte.idl.core.StructuredDatasetMetadata;

/** Reads outputs by their types from what a container left, and plans the upload of files and folders. */
record OutputReader(FileUploads uploads, long maxValueBytes) {
    /** The value of an output; {@code found} is empty when there is no file for it. */
    Literal read(String name, LiteralType type, Optional<Path> found, Path expected) {
        if (found.isPresent()) {
            return read(name, type, found.get());
        }
        return none(type)
                .orElseThrow(
                        () -> TransferException.left("output '%s' is missing: the task wrote no %s", name, expected));
    }

    /** What a missing file means for a type that may be nothing. */
    private static Optional<Literal> none(LiteralType type) {
        if (type.getTypeCase() == LiteralType.TypeCase.UNION_TYPE) {
            return type.getUnionType().getVariantsList().stream()
                    .flatMap(variant -> none(variant).map(value -> JsonValues.union(variant, value)).stream())
                    .findFirst();
        }
        boolean isNone = type.getTypeCase() == LiteralType.TypeCase.SIMPLE && type.getSimple() == SimpleType.NONE;
        return isNone ? Optional.of(TextParser.none()) : Optional.empty();
    }

    private Literal read(String name, LiteralType type, Path path) {
        return switch (type.getTypeCase()) {
            case SIMPLE ->
                value(name, describe(type), path, content -> new TextParser(type.getSimple()).parse(content));
            case ENUM_TYPE ->
                value(
                        name,
                        "one of " + String.join(", ", type.getEnumType().getValuesList()),
                        path,
                        content -> TextParser.decode(content)
                                .map(String::strip)
                                .filter(type.getEnumType().getValuesList()::contains)
                                .map(TextParser::string));
            case BLOB -> blob(name, type.getBlob(), path);
            case SCHEMA ->
                scalar(Scalar.newBuilder()
                        .setSchema(Schema.newBuilder().setType(type.getSchema()).setUri(stored(name, path))));
            case STRUCTURED_DATASET_TYPE ->
                scalar(Scalar.newBuilder()
                        .setStructuredDataset(StructuredDataset.newBuilder()
                                .setUri(stored(name, path))
                                .setMetadata(StructuredDatasetMetadata.newBuilder()
                                        .setStructuredDatasetType(type.getStructuredDatasetType()))));
            case COLLECTION_TYPE ->
                OutputFolder.isFolder(path)
                        ? collection(name, type.getCollectionType(), path)
                        : json(name, type, "a JSON list", path);
            case MAP_VALUE_TYPE ->
                OutputFolder.isFolder(path)
                        ? map(name, type.getMapValueType(), path)
                        : json(name, type, "a JSON object", path);
            case UNION_TYPE -> union(name, type.getUnionType().getVariantsList(), path);
            case TYPE_NOT_SET -> throw TransferException.user("output '%s' has no type", name);
        };
    }

    private Literal json(String name, LiteralType type, String expected, Path path) {
        return value(
                name,
                expected,
                path,
                content -> TextParser.decode(content).flatMap(text -> new JsonValues(type).parse(text)));
    }

    private Literal value(String name, String expected, Path path, Function<byte[], Optional<Literal>> parser) {
        if (OutputFolder.isFolder(path)) {
            throw TransferException.left("output '%s' is to be %s, but %s is a folder", name, expected, path);
        }
        return parser.apply(OutputFolder.read(path, maxValueBytes))
                .orElseThrow(() -> TransferException.left(
                        "output '%s' is to be %s, and the content of %s is not", name, expected, path));
    }

    private static String describe(LiteralType type) {
        return switch (type.getSimple()) {
            case INTEGER -> "an integer";
            case FLOAT -> "a number";
            case BOOLEAN -> "true or false";
            case DATETIME -> "a time such as 2026-01-31T12:00:00Z";
            case DURATION -> "a duration such as 1h2m3s";
            case STRUCT -> "a JSON object";
            case NONE -> "nothing";
            default -> "text in UTF-8";
        };
    }

    private Literal blob(String name, BlobType type, Path path) {
        boolean isFolder = OutputFolder.isFolder(path);
        if (isFolder != (type.getDimensionality() == BlobDimensionality.MULTIPART)) {
            throw TransferException.left(
                    "output '%s' is to be a %s, but %s is a %s",
                    name, isFolder ? "file" : "folder", path, isFolder ? "folder" : "file");
        }
        return scalar(Scalar.newBuilder()
                .setBlob(Blob.newBuilder()
                        .setMetadata(BlobMetadata.newBuilder().setType(type))
                        .setUri(stored(name, path))));
    }

    private String stored(String name, Path path) {
        return OutputFolder.isFolder(path) ? uploads.folder(path, name) : uploads.file(path, name);
    }

    private Literal collection(String name, LiteralType item, Path folder) {
        LiteralCollection.Builder collection = LiteralCollection.newBuilder();
        for (Path child : OutputFolder.children(folder)) {
            collection.addLiterals(read(name + "/" + OutputFolder.name(child), item, child));
        }
        return Literal.newBuilder().setCollection(collection).build();
    }

    private Literal map(String name, LiteralType item, Path folder) {
        LiteralMap.Builder map = LiteralMap.newBuilder();
        for (Path child : OutputFolder.children(folder)) {
            map.putLiterals(OutputFolder.name(child), read(name + "/" + OutputFolder.name(child), item, child));
        }
        return Literal.newBuilder().setMap(map).build();
    }

    /** The first variant that the content is of, in the order of the declaration. */
    private Literal union(String name, List<LiteralType> variants, Path path) {
        TransferException last = TransferException.user("output '%s' is of a union without variants", name);
        for (LiteralType variant : variants) {
            try {
                return JsonValues.union(variant, read(name, variant, path));
            } catch (TransferException e) {
                if (e.kind() != TransferException.Kind.USER_RECOVERABLE) {
                    throw e;
                }
                last = e;
            }
        }
        throw last;
    }

    private static Literal scalar(Scalar.Builder scalar) {
        return Literal.newBuilder().setScalar(scalar).build();
    }
}
