package org.flyte.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MissingPageTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/v2/domain/development/project/flytesnacks/runs/r1, flyte get run --project flytesnacks --domain development r1",
        "/v2/domain/development/project/flytesnacks/runs/<b>, flyte get run NAME",
        "/v2, flyte get run NAME",
    })
    void showsTheCommandForTheRunOfTheAddress(String path, String command) {
        assertThat(MissingPage.command(path)).isEqualTo(command);
        assertThat(MissingPage.html(path)).doesNotContain("<b>").contains(command);
    }
}
