package org.flyte.runs.data;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.ProjectFolders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreAddressesTest {
    private static final List<ProjectFolders> READABLE =
            List.of(new ProjectFolders("shop", "dev"), new ProjectFolders("base", "prod"));

    private final StoreAddresses addresses = new StoreAddresses(
            "s3://own", address -> address.startsWith("s3://own/") || address.startsWith("s3://beside/"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://own/uploads/shop/dev/offloaded-inputs/x",
                "s3://own/uploads/shop/dev/offloaded-inputs/x/inputs.pb",
                "s3://own/shop/dev/r1/inputs/x",
                "s3://own/team/shop/dev/r1/inputs/x",
                "s3://own/base/prod/r1/a1/inputs.pb"
            })
    void takesInputsOfTheProjectsThatARequestIsAbout(String address) {
        assertThatCode(() -> addresses.checkInputs("", address, READABLE)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s3://own/other/dev/r1/inputs/x",
                "s3://own/shop/prod/r1/inputs/x",
                "s3://own/uploads/shop/dev",
                "s3://own/uploads/shop/dev/../../other/dev/x",
                "s3://own/uploads/shop/dev/\uff0e\uff0e/other",
                "s3://own/uploads/shop/dev/a\nb",
                "s3://another/uploads/shop/dev/x",
                "/etc/shop/dev/x"
            })
    void refusesOtherInputs(String address) {
        assertThatThrownBy(() -> addresses.checkInputs("spec.", address, READABLE))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageStartingWith("spec.offloaded_input_data.uri");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"s3://own/raw/shop/dev", "s3://own/raw/shop/dev/", "s3://own/shop/dev/raw", "s3://beside/any"})
    void takesFoldersOfTheProjectAndThoseBesideTheBase(String folder) {
        assertThatCode(() -> addresses.checkWritten("f", folder, READABLE.getFirst()))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://own", "s3://own/raw", "s3://own/other/dev/r1", "s3://elsewhere/shop/dev"})
    void refusesToWriteElsewhere(String folder) {
        assertThatThrownBy(() -> addresses.checkWritten("f", folder, READABLE.getFirst()))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageStartingWith("f: ");
    }

    @Test
    void refusesAnAddressThatIsTooLong() {
        assertThatThrownBy(() -> addresses.checkOwned("f", "s3://own/" + "x/".repeat(600)))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageStartingWith("f has");
    }
}
