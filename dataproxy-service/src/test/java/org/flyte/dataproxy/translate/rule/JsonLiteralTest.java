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

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.flyte.idl.core.BlobType;
import org.flyte.idl.core.Error;
import org.flyte.idl.core.Literal;
import org.flyte.idl.core.LiteralOffloadedMetadata;
import org.flyte.idl.core.LiteralType;
import org.flyte.idl.core.Primitive;
import org.flyte.idl.core.Scalar;
import org.flyte.idl.core.Schema;
import org.flyte.idl.core.SimpleType;
import org.flyte.idl.core.Variable;
import org.flyte.idl.core.VariableEntry;
import org.flyte.idl.core.VariableMap;
import org.flyte.idl.task.NamedLiteral;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.FlyteException.Unimplemented;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLiteralTest {
    private static final LiteralType INTEGER = simple(SimpleType.INTEGER);
    private static final LiteralType FLOAT = simple(SimpleType.FLOAT);
    private static final LiteralType STRING = simple(SimpleType.STRING);
    private static final LiteralType NONE = simple(SimpleType.NONE);
    private static final LiteralType BLOB =
            LiteralType.newBuilder().setBlob(BlobType.getDefaultInstance()).build();
    private static final LiteralType POINT =
            struct("{'title':'P','properties':{'x':{'type':'number'},'y':{'type':'number'}},'required':['x','y']}");
    private static final LiteralType NAMED =
            struct("{'title':'N','properties':{'x':{'type':'number'},'name':{'type':'string'}},'required':['name']}");

    @ParameterizedTest(name = "{1}: {2}")
    @MethodSource("misfits")
    void refusesWhatDoesNotFitTheType(LiteralType type, String value, String message) {
        assertThatThrownBy(() -> LaunchForm.literals(
                        Types.variables("v", type), json("{'v':" + value + "}").getStructValue()))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("variable \"v\"")
                .hasMessageContaining(message)
                .message()
                .doesNotContain("[", "\n");
    }

    static Stream<Arguments> misfits() {
        return Stream.of(
                arguments(STRING, "1", "a string is expected, not a number"),
                arguments(STRING, "null", "null value provided for non-optional variable"),
                arguments(STRING, "{'type':'null'}", "null value provided for non-optional variable"),
                arguments(simple(SimpleType.BOOLEAN), "'true'", "a boolean is expected, not a string"),
                arguments(INTEGER, "1.5", "a whole number is expected, not 1.5"),
                arguments(INTEGER, "1e300", "beyond 2^53"),
                arguments(INTEGER, "'9223372036854775808'", "64 bits"),
                arguments(INTEGER, "'x'", "a whole number is expected"),
                arguments(FLOAT, "'1.5'", "a number is expected"),
                arguments(FLOAT, "true", "a number is expected, not a boolean"),
                arguments(simple(SimpleType.DATETIME), "'yesterday'", "'yesterday' is not a datetime"),
                arguments(simple(SimpleType.DURATION), "'long'", "'long' is not a duration"),
                arguments(simple(SimpleType.DURATION), "1.5", "whole seconds"),
                arguments(simple(SimpleType.BINARY), "'%'", "base64"),
                arguments(simple(SimpleType.STRUCT), "'x'", "an object is expected"),
                arguments(simple(SimpleType.ERROR), "'x'", "no value can be entered"),
                arguments(LiteralType.getDefaultInstance(), "1", "no value can be entered"),
                arguments(enumeration("a", "b"), "'c'", "'c' is not one of: a, b"),
                arguments(list(INTEGER), "{}", "an array is expected"),
                arguments(list(INTEGER), "[1,'x']", "a whole number is expected"),
                arguments(list(INTEGER), "[null]", "null value"),
                arguments(map(INTEGER), "[]", "an object is expected"),
                arguments(BLOB, "{'uri':'u','format':'f'}", "dimensionality is required"),
                arguments(BLOB, "{'format':'f','dimensionality':'SINGLE'}", "uri is required"),
                arguments(union(INTEGER, FLOAT), "'x'", "INTEGER: a whole number"),
                arguments(union(INTEGER, FLOAT), "null", "null value provided for non-optional variable"));
    }

    @ParameterizedTest(name = "{1}: variant {2}")
    @MethodSource("choices")
    void choosesTheVariantThatFitsBest(LiteralType union, String value, int variant) {
        assertThat(JsonLiteral.of(union, json(value))
                        .literal()
                        .getScalar()
                        .getUnion()
                        .getType())
                .isEqualTo(union.getUnionType().getVariants(variant));
    }

    static Stream<Arguments> choices() {
        LiteralType bytes = simple(SimpleType.BINARY);
        LiteralType time = simple(SimpleType.DATETIME);
        return Stream.of(
                arguments(union(INTEGER, FLOAT), "1.5", 1),
                arguments(union(INTEGER, FLOAT), "1", 0),
                arguments(union(FLOAT, INTEGER), "1", 1),
                arguments(union(time, bytes, STRING), "'2026-11-24T12:00:00Z'", 2),
                arguments(union(STRING, enumeration("a")), "'b'", 0),
                arguments(union(INTEGER, STRING), "'12'", 1),
                arguments(union(NONE, INTEGER), "null", 0),
                arguments(union(INTEGER, NONE), "{'type':'null'}", 1),
                arguments(union(map(STRING), POINT), "{'type':'null','x':'y'}", 0),
                arguments(union(NAMED, POINT), "{'x':1,'y':2}", 1),
                arguments(union(POINT, NAMED), "{'name':'n'}", 1),
                arguments(union(POINT, NAMED), "{'x':1,'name':'n'}", 1),
                arguments(union(map(FLOAT), POINT), "{'x':1,'y':2}", 1),
                arguments(
                        union(simple(SimpleType.STRUCT), BLOB),
                        "{'uri':'u','format':'f','dimensionality':'SINGLE'}",
                        1),
                arguments(union(list(FLOAT), list(INTEGER)), "[1,2]", 1),
                arguments(union(list(INTEGER), list(FLOAT)), "[1,2.5]", 1),
                arguments(union(STRING, union(INTEGER, NONE)), "7", 1),
                arguments(union(tagged(STRING, "a"), tagged(STRING, "b")), "'x'", 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'SINGLE'", "'0'", "0"})
    void readsOlderFormsOfDimensionality(String value) {
        Literal literal = JsonLiteral.of(BLOB, json("{'uri':'u','format':'f','dimensionality':" + value + "}"))
                .literal();
        assertThat(literal.getScalar().getBlob().getMetadata().getType().getDimensionalityValue())
                .isZero();
    }

    @Test
    void requiresAValueForEachVariableThatNeedsOne() {
        VariableMap variables = variables("needed", INTEGER, "optional", union(INTEGER, NONE));

        assertThatThrownBy(() -> LaunchForm.literals(variables, json("{}").getStructValue()))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("missing value for variable \"needed\" in JSON payload");
        assertThat(LaunchForm.literals(variables, json("{'other':1,'needed':2}").getStructValue()))
                .extracting(NamedLiteral::getName)
                .containsExactly("needed", "optional");
    }

    @Test
    void showsAFormInTheOrderOfTheVariables() {
        VariableMap variables = variables("z", INTEGER, "a", STRING, "o", union(INTEGER, NONE));
        LaunchForm form = LaunchForm.of(
                variables,
                Map.of("a", Types.primitive(Primitive.newBuilder().setStringValue("x")), "other", JsonLiteral.NONE),
                Set.of());

        assertThat(Types.text(form.json()))
                .isEqualTo("{\"type\":\"object\",\"properties\":{\"z\":{\"type\":\"integer\"},"
                        + "\"a\":{\"type\":\"string\",\"default\":\"x\"},\"o\":{\"oneOf\":[{\"type\":\"integer\","
                        + "\"title\":\"integer\",\"structure\":\"\"},{\"type\":\"null\",\"title\":\"none\","
                        + "\"structure\":\"\"}],\"format\":\"union\"}},\"required\":[\"z\",\"a\"],"
                        + "\"title\":\"Launch Form\"}");
    }

    @Test
    void describesAVariableUnlessItsDescriptionIsItsName() {
        VariableMap variables = VariableMap.newBuilder()
                .addVariables(entry("a", Variable.newBuilder().setType(STRING).setDescription("a")))
                .addVariables(entry("b", Variable.newBuilder().setType(STRING).setDescription("the b")))
                .build();

        assertThat(Types.text(LaunchForm.of(variables, Map.of(), Set.of("a")).json()))
                .contains("\"b\":{\"type\":\"string\",\"description\":\"the b\"}", "\"required\":[\"b\"]")
                .doesNotContain("\"description\":\"a\"");
    }

    @Test
    void collectsTheValueOfAnObjectFromItsProperties() {
        var form = new LaunchForm(json("{'properties':{'p':{'type':'object','properties':{"
                        + "'x':{'type':'number','default':1.5},'in':{'type':'object','properties':{"
                        + "'s':{'type':'string','default':'t'}}}}},'none':{'type':'object','properties':{"
                        + "'y':{'type':'number'}}}}}")
                .getStructValue());

        List<NamedLiteral> literals = form.literals();
        assertThat(literals).extracting(NamedLiteral::getName).containsExactly("p");
        assertThat(LiteralJson.of(literals.getFirst().getValue()).value()).isEqualTo(json("{'x':1.5,'in':{'s':'t'}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'properties':1}",
                "{'properties':{'x':1}}",
                "{'properties':{'x':{}}}",
                "{'properties':{'x':{'type':7}}}",
                "{'properties':{'x':{'type':'object','format':'odd'}}}",
                "{'properties':{'x':{'oneOf':[1]}}}",
                "{'properties':{'x':{'type':'string','enum':[null]}}}"
            })
    void refusesWhatIsNoForm(String form) {
        assertThatThrownBy(() -> new LaunchForm(json(form).getStructValue()).literals())
                .isInstanceOf(InvalidArgument.class);
    }

    @ParameterizedTest
    @MethodSource("unshown")
    void refusesLiteralsThatNoFormShows(Literal literal, Class<? extends Exception> failure) {
        assertThatThrownBy(() -> LiteralJson.of(literal)).isInstanceOf(failure);
    }

    static Stream<Arguments> unshown() {
        return Stream.of(
                arguments(scalar(Scalar.newBuilder().setSchema(Schema.getDefaultInstance())), Unimplemented.class),
                arguments(scalar(Scalar.newBuilder().setError(Error.getDefaultInstance())), Unimplemented.class),
                arguments(
                        Literal.newBuilder()
                                .setOffloadedMetadata(LiteralOffloadedMetadata.getDefaultInstance())
                                .build(),
                        Unimplemented.class),
                arguments(Literal.getDefaultInstance(), InvalidArgument.class),
                arguments(scalar(Scalar.newBuilder()), InvalidArgument.class),
                arguments(Types.primitive(Primitive.newBuilder()), InvalidArgument.class));
    }

    private static Literal scalar(Scalar.Builder scalar) {
        return Literal.newBuilder().setScalar(scalar).build();
    }

    private static VariableMap variables(Object... namesAndTypes) {
        VariableMap.Builder variables = VariableMap.newBuilder();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            variables.addVariables(entry(
                    (String) namesAndTypes[i], Variable.newBuilder().setType((LiteralType) namesAndTypes[i + 1])));
        }
        return variables.build();
    }

    private static VariableEntry entry(String name, Variable.Builder variable) {
        return VariableEntry.newBuilder().setKey(name).setValue(variable).build();
    }
}
