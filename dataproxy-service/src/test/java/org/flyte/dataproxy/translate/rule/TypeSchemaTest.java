package org.flyte.dataproxy.translate.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flyte.dataproxy.translate.rule.Types.enumeration;
import static org.flyte.dataproxy.translate.rule.Types.json;
import static org.flyte.dataproxy.translate.rule.Types.list;
import static org.flyte.dataproxy.translate.rule.Types.map;
import static org.flyte.dataproxy.translate.rule.Types.simple;
import static org.flyte.dataproxy.translate.rule.Types.struct;
import static org.flyte.dataproxy.translate.rule.Types.tagged;
import static org.flyte.dataproxy.translate.rule.Types.union;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.flyte.idl.core.BlobType;
import org.flyte.idl.core.BlobType.BlobDimensionality;
import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.SchemaType;
import org.flyte.idl.core.SimpleType;
import org.flyte.idl.core.StructuredDatasetType;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TypeSchemaTest {
    @ParameterizedTest(name = "{1}")
    @MethodSource("schemas")
    void hasTheSchemaOfTheTable(LiteralType type, String schema) {
        assertThat(TypeSchema.of(type).schema()).isEqualTo(json(schema).getStructValue());
    }

    static Stream<Arguments> schemas() {
        return Stream.of(
                arguments(LiteralType.getDefaultInstance(), "{'type':'null'}"),
                arguments(simple(SimpleType.NONE), "{'type':'null'}"),
                arguments(simple(SimpleType.STRING), "{'type':'string'}"),
                arguments(simple(SimpleType.INTEGER), "{'type':'integer'}"),
                arguments(simple(SimpleType.BOOLEAN), "{'type':'boolean'}"),
                arguments(simple(SimpleType.FLOAT), "{'type':'number','format':'float'}"),
                arguments(simple(SimpleType.DATETIME), "{'type':'string','format':'datetime'}"),
                arguments(simple(SimpleType.DURATION), "{'type':'string','format':'duration'}"),
                arguments(simple(SimpleType.BINARY), "{'type':'string','format':'binary'}"),
                arguments(simple(SimpleType.ERROR), "{'type':'string','format':'error'}"),
                arguments(simple(SimpleType.STRUCT), "{'type':'object','additionalProperties':true}"),
                arguments(
                        struct("{'type':'object','title':'P','additionalProperties':false,'properties':{'a':{}}}"),
                        "{'type':'object','dataclass':'P','properties':{'a':{}}}"),
                arguments(
                        LiteralType.newBuilder()
                                .setBlob(BlobType.newBuilder()
                                        .setFormat("csv")
                                        .setDimensionality(BlobDimensionality.MULTIPART))
                                .build(),
                        "{'type':'object','format':'blob','properties':{'uri':{'type':'string','default':''},"
                                + "'format':{'type':'string','default':'csv'},'dimensionality':{'type':'string',"
                                + "'enum':['SINGLE','MULTIPART'],'default':'MULTIPART'}}}"),
                arguments(list(simple(SimpleType.INTEGER)), "{'type':'array','items':{'type':'integer'}}"),
                arguments(map(simple(SimpleType.STRING)), "{'type':'object','additionalProperties':{'type':'string'}}"),
                arguments(enumeration("a", "b"), "{'type':'string','enum':['a','b']}"),
                arguments(
                        LiteralType.newBuilder()
                                .setStructuredDatasetType(StructuredDatasetType.getDefaultInstance())
                                .build(),
                        "{'type':'object','format':'structured-dataset','properties':{'uri':{'type':'string'},"
                                + "'format':{'type':'string'}}}"),
                arguments(
                        union(tagged(simple(SimpleType.INTEGER), "int"), simple(SimpleType.NONE)),
                        "{'oneOf':[{'type':'integer','title':'integer','structure':'int'},"
                                + "{'type':'null','title':'none','structure':''}],'format':'union'}"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("titles")
    void namesTheVariantsOfAUnion(LiteralType variant, String title) {
        assertThat(TypeSchema.of(union(variant)).schema().toString()).contains("string_value: \"" + title + "\"");
    }

    static Stream<Arguments> titles() {
        return Stream.of(
                arguments(simple(SimpleType.STRING), "string"),
                arguments(simple(SimpleType.FLOAT), "number"),
                arguments(simple(SimpleType.BOOLEAN), "boolean"),
                arguments(simple(SimpleType.DATETIME), "datetime"),
                arguments(simple(SimpleType.DURATION), "duration"),
                arguments(simple(SimpleType.BINARY), "binary"),
                arguments(list(simple(SimpleType.STRING)), "array"),
                arguments(map(simple(SimpleType.STRING)), "object"),
                arguments(simple(SimpleType.STRUCT), "object"),
                arguments(struct("{'title':'Point'}"), "Point"),
                arguments(
                        LiteralType.newBuilder()
                                .setBlob(BlobType.getDefaultInstance())
                                .build(),
                        "blob"),
                arguments(enumeration("a"), "enum"),
                arguments(union(simple(SimpleType.STRING)), "union"),
                arguments(simple(SimpleType.ERROR), "unknown"));
    }

    @Test
    void refusesTypesThatNoFormShows() {
        LiteralType schema = LiteralType.newBuilder()
                .setSchema(SchemaType.getDefaultInstance())
                .build();
        assertThatThrownBy(() -> TypeSchema.of(list(schema)))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("deprecated schema type");
        assertThatThrownBy(() -> TypeSchema.of(
                        LiteralType.newBuilder().setSimpleValue(99).build()))
                .isInstanceOf(InvalidArgument.class);
    }
}
