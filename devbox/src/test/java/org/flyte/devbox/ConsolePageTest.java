package org.flyte.devbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsolePageTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/v2/domain/development/project/flytesnacks/runs/r1, flyte get run --project flytesnacks --domain development r1",
        "/v2/domain/development/project/flytesnacks/runs/<b>, flyte get run NAME",
        "/v2, flyte get run NAME",
    })
    void showsTheCommandForTheRunOfTheUrl(String path, String command) {
        assertThat(ConsolePage.command(path)).isEqualTo(command);
    }
}
