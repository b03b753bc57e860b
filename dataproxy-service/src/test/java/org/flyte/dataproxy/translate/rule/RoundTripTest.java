package org.flyte.dataproxy.translate.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flyte.dataproxy.translate.rule.Types.simple;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flyte.idl.core.Binary;
import org.flyte.idl.core.Blob;
import org.flyte.idl.core.BlobMetadata;
import org.flyte.idl.core.BlobType;
import org.flyte.idl.core.BlobType.BlobDimensionality;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.LiteralCollection;
import org.flyte.idl.core.LiteralMap;
import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.Primitive;
import org.flyte.idl.core.Scalar;
import org.flyte.idl.core.SimpleType;
import org.flyte.idl.core.StructuredDataset;
import org.flyte.idl.core.StructuredDatasetMetadata;
import org.flyte.idl.core.StructuredDatasetType;
import org.flyte.idl.core.VariableMap;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.platform.propertytest.Draw;
import org.flyte.platform.propertytest.PropertyCheck;
import org.junit.jupiter.api.Test;

/** A value survives the way to JSON and back, with its type from the interface and with the one from the form. */
class RoundTripTest {
    private record Sample(LiteralType type, Literal literal) {}

    @Test
    void keepsAValueWhoseTypeIsDeclared() throws Exception {
        PropertyCheck.forAll(2_000, draw -> {
            Sample sample = sample(draw, 2);
            Struct values = Struct.newBuilder()
                    .putFields("x", LiteralJson.of(sample.literal()).value())
                    .build();

            assertThat(LaunchForm.literals(Types.variables("x", sample.type()), values))
                    .containsExactly(named(sample.literal()));
        });
    }

    @Test
    void keepsAValueThroughAForm() throws Exception {
        PropertyCheck.forAll(2_000, draw -> {
            Sample sample = sample(draw, 2);
            VariableMap variables = Types.variables("x", sample.type());
            LaunchForm form = LaunchForm.of(variables, Map.of("x", sample.literal()), Set.of());

            assertThat(new LaunchForm(Struct.parseFrom(form.json().toByteArray())).literals())
                    .containsExactly(named(sample.literal()));
        });
    }

    @Test
    void keepsATypeThroughItsSchema() throws Exception {
        PropertyCheck.forAll(500, draw -> {
            LiteralType type = sample(draw, 3).type();
            assertThat(SchemaType.of(TypeSchema.of(type).schema()).type()).isEqualTo(type);
        });
    }

    private static NamedLiteral named(Literal literal) {
        return NamedLiteral.newBuilder().setName("x").setValue(literal).build();
    }

    private static Sample sample(Draw draw, int depth) {
        return switch (draw.integer(0, depth > 0 ? 13 : 10)) {
            case 0 ->
                primitive(SimpleType.STRING, Primitive.newBuilder().setStringValue(MessagePackTest.text(draw, 30)));
            case 1 -> primitive(SimpleType.INTEGER, Primitive.newBuilder().setInteger(whole(draw)));
            case 2 -> primitive(SimpleType.FLOAT, Primitive.newBuilder().setFloatValue(real(draw)));
            case 3 -> primitive(SimpleType.BOOLEAN, Primitive.newBuilder().setBoolean(draw.bool()));
            case 4 -> primitive(SimpleType.DATETIME, Primitive.newBuilder().setDatetime(time(draw)));
            case 5 -> primitive(SimpleType.DURATION, Primitive.newBuilder().setDuration(duration(draw)));
            case 6 -> enumeration(draw);
            case 7 -> blob(draw);
            case 8 -> dataset(draw);
            case 9 -> binary(draw);
            case 10 -> struct(draw);
            case 11 -> list(draw, depth);
            case 12 -> map(draw, depth);
            default -> optional(draw, depth);
        };
    }

    private static Sample primitive(SimpleType type, Primitive.Builder value) {
        return new Sample(simple(type), Types.primitive(value));
    }

    private static Sample scalar(LiteralType type, Scalar.Builder scalar) {
        return new Sample(type, Literal.newBuilder().setScalar(scalar).build());
    }

    private static long whole(Draw draw) {
        return draw.of(
                0L,
                1L,
                -1L,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                1L << 53,
                (1L << 53) + 1,
                draw.random().nextLong());
    }

    private static double real(Draw draw) {
        return draw.of(
                0.0,
                -0.0,
                1e300,
                Double.MIN_VALUE,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                -1.5,
                draw.random().nextGaussian());
    }

    private static Timestamp time(Draw draw) {
        return Timestamp.newBuilder()
                .setSeconds(draw.random().nextLong(-62_135_596_800L, 253_402_300_800L))
                .setNanos(draw.integer(0, 999_999_999))
                .build();
    }

    private static Duration duration(Draw draw) {
        int sign = draw.bool() ? 1 : -1;
        return Duration.newBuilder()
                .setSeconds(sign * draw.of(0L, 59L, 3600L, draw.random().nextLong(315_576_000_000L)))
                .setNanos(sign * draw.integer(0, 999_999_999))
                .build();
    }

    private static Sample enumeration(Draw draw) {
        List<String> values = draw.list(1, 5, d -> d.letters(1, 5));
        return new Sample(
                Types.enumeration(values.toArray(String[]::new)),
                Types.primitive(Primitive.newBuilder().setStringValue(draw.of(values))));
    }

    private static Sample blob(Draw draw) {
        BlobType type = BlobType.newBuilder()
                .setFormat(draw.of("", "csv"))
                .setDimensionality(draw.of(BlobDimensionality.SINGLE, BlobDimensionality.MULTIPART))
                .build();
        return scalar(
                LiteralType.newBuilder().setBlob(type).build(),
                Scalar.newBuilder()
                        .setBlob(Blob.newBuilder()
                                .setUri("s3://b/" + draw.letters(1, 5))
                                .setMetadata(BlobMetadata.newBuilder().setType(type))));
    }

    private static Sample dataset(Draw draw) {
        StructuredDatasetType type =
                StructuredDatasetType.newBuilder().setFormat("parquet").build();
        return scalar(
                LiteralType.newBuilder()
                        .setStructuredDatasetType(StructuredDatasetType.getDefaultInstance())
                        .build(),
                Scalar.newBuilder()
                        .setStructuredDataset(StructuredDataset.newBuilder()
                                .setUri(draw.letters(0, 5))
                                .setMetadata(
                                        StructuredDatasetMetadata.newBuilder().setStructuredDatasetType(type))));
    }

    private static Sample binary(Draw draw) {
        return scalar(
                simple(SimpleType.BINARY),
                Scalar.newBuilder().setBinary(Binary.newBuilder().setValue(ByteString.copyFrom(draw.bytes(0, 20)))));
    }

    private static Sample struct(Draw draw) {
        byte[] packed = MessagePackWriter.write(Json.of(MessagePackTest.object(draw, 2)), Struct.getDefaultInstance());
        return scalar(
                simple(SimpleType.STRUCT),
                Scalar.newBuilder()
                        .setBinary(Binary.newBuilder()
                                .setValue(ByteString.copyFrom(packed))
                                .setTag("msgpack")));
    }

    private static Sample list(Draw draw, int depth) {
        Sample item = sample(draw, depth - 1);
        LiteralCollection.Builder items = LiteralCollection.newBuilder();
        for (int i = draw.integer(0, 3); i > 0; i--) {
            items.addLiterals(item.literal());
        }
        return new Sample(
                Types.list(item.type()),
                Literal.newBuilder().setCollection(items).build());
    }

    private static Sample map(Draw draw, int depth) {
        Sample value = sample(draw, depth - 1);
        Map<String, Literal> values = new HashMap<>();
        draw.list(0, 3, d -> d.letters(1, 8)).forEach(name -> values.put(name, value.literal()));
        return new Sample(
                Types.map(value.type()),
                Literal.newBuilder()
                        .setMap(LiteralMap.newBuilder().putAllLiterals(values))
                        .build());
    }

    private static Sample optional(Draw draw, int depth) {
        Sample value = sample(draw, depth - 1);
        LiteralType some = Types.tagged(value.type(), draw.letters(1, 5));
        LiteralType none = Types.tagged(simple(SimpleType.NONE), "none");
        LiteralType type = draw.bool() ? Types.union(some, none) : Types.union(none, some);
        boolean isNested = value.type().hasUnionType();
        return new Sample(
                type,
                draw.bool() && !isNested
                        ? JsonLiteral.union(some, value.literal())
                        : JsonLiteral.union(none, JsonLiteral.NONE));
    }
}
