package org.flyte.runs.query.rule;

/** The executor's codes may have two parts, {@code RetriesExhausted|ValueError}: people are told the task's own. */
final class ErrorCode {
    private ErrorCode() {}

    static String own(String code) {
        return code.substring(code.indexOf('|') + 1);
    }
}
