package org.flyte.executor.plugins.connector.job.rule;

import static org.assertj.core.api.Assertions.assertThat;

import org.flyte.executor.plugin.Failure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** What the failures of calls mean. */
class CallFailuresTest {
    @ParameterizedTest
    @CsvFileSource(resources = "create-failures.csv", numLinesToSkip = 1)
    void judgesFailuresOfCreate(String code, String answer, Failure.Kind kind, Boolean retryable) {
        check(CallFailures.ofCreate(code, "why", "connector 'c'"), answer, "TaskFailedWithError", kind, retryable);
    }

    @ParameterizedTest
    @CsvFileSource(resources = "get-failures.csv", numLinesToSkip = 1)
    void judgesFailuresOfGet(String code, int inARow, String answer, Failure.Kind kind, Boolean retryable) {
        check(CallFailures.ofGet(code, "why", "connector 'c'", inARow), answer, answer, kind, retryable);
    }

    private static void check(AfterFailure actual, String answer, String code, Failure.Kind kind, Boolean retryable) {
        if (answer.equals("again")) {
            assertThat(actual).isInstanceOf(AfterFailure.Again.class);
            return;
        }
        assertThat(actual).isInstanceOfSatisfying(AfterFailure.Final.class, last -> {
            assertThat(last.failure().code()).isEqualTo(code);
            assertThat(last.failure().kind()).isEqualTo(kind);
            assertThat(last.failure().retryable()).isEqualTo(retryable);
            assertThat(last.failure().message()).contains("connector 'c'", "why");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_FOUND,1,false",
        "NOT_FOUND,2,false",
        "NOT_FOUND,3,true",
        "UNIMPLEMENTED,1,true",
        "INTERNAL,100,false",
        "UNAVAILABLE,100,false",
        "INVALID_ARGUMENT,100,false"
    })
    void knowsWhenADeletionNeedsNoFurtherCall(String code, int inARow, boolean ends) {
        assertThat(CallFailures.endsDelete(code, inARow)).isEqualTo(ends);
    }
}
