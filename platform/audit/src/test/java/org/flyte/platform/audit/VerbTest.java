package org.flyte.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerbTest {
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "CreateRun, CREATE, false",
        "CreateUploadLocation, LINK, false",
        "CreateDownloadLink, LINK, false",
        "GetActionDataURIs, LINK, false",
        "GetActionData, GET, true",
        "ListRuns, LIST, true",
        "WatchActionDetails, WATCH, true",
        "TailLogs, WATCH, true",
        "UpdateTriggers, UPDATE, false",
        "DeleteTriggers, DELETE, false",
        "AbortRun, CONTROL, false",
        "Enqueue, CONTROL, false",
        "SignalEvent, CONTROL, false",
        "SomethingNew, CONTROL, false",
        "UserInfo, GET, true",
    })
    void followsTheNameOfTheMethod(String method, Verb expected, boolean read) {
        assertThat(Verb.of(method)).isEqualTo(expected);
        assertThat(Verb.of(method).isRead()).isEqualTo(read);
    }
}
