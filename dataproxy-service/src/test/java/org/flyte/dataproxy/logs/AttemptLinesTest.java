package org.flyte.dataproxy.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.flyte.dataproxy.logs.live.LogPiece;
import org.flyte.idl.logs.dataplane.LogLine;
import org.flyte.platform.model.ActionKey;
import org.flyte.platform.model.RunKey;
import org.junit.jupiter.api.Test;

class AttemptLinesTest {
    private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");

    private final AttemptLines lines = new AttemptLines(
            new LogSelection(new ActionKey(new RunKey("p", "d", "r"), "a0"), 1, Optional.empty(), false),
            new LogTarget("flyte", "pool-1", "primary", Optional.of(START)));

    @Test
    void keepsTheLinesOfTheAttemptWithoutTheirStamp() {
        assertThat(texts(
                        START,
                        "@r/a0/1 hello\n",
                        "@r/a0/2 no\n",
                        "@r/a0/11 no\n",
                        "@x/a0/1 no\n",
                        "@- no\n",
                        "@r/a0/1 \n"))
                .containsExactly("hello\n", "\n");
        assertThat(lines.isOver()).isFalse();
    }

    @Test
    void isOverAtTheEndOfTheTry() {
        texts(START, "=r/a0/2\n");
        assertThat(lines.isOver()).isFalse();
        texts(START, "=r/a0/1\n");
        assertThat(lines.isOver()).isTrue();
    }

    @Test
    void anEarlierTryInTheSamePodIsNotThisOne() {
        assertThat(texts(START.minusSeconds(2), "@r/a0/1 before\n", "=r/a0/1\n"))
                .isEmpty();
        assertThat(lines.isOver()).isFalse();
    }

    private List<String> texts(Instant time, String... messages) {
        List<LogPiece> pieces = Arrays.stream(messages)
                .map(message -> new LogPiece(
                        time, LogLine.newBuilder().setMessage(message).build(), 1))
                .toList();
        return lines.of(pieces).stream().map(piece -> piece.line().getMessage()).toList();
    }
}
