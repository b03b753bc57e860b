package org.flyte.dataproxy.translate.rule;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import java.util.regex.Pattern;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.GoDuration;
import org.flyte.platform.model.ProtoTime;

/** A duration in a launch form: text as Go writes it, or digits alone, which are seconds. */
record FormDuration(Duration value) {
    private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");

    /** @throws InvalidArgument when the text is no duration, or one beyond 10,000 years */
    static FormDuration parse(String text) {
        String withUnit = SECONDS.matcher(text).matches() ? text + "s" : text;
        java.time.Duration duration = GoDuration.parse(withUnit)
                .orElseThrow(() -> new InvalidArgument(
                        "'%s' is not a duration: write one like 1h30m, 1.5s or 100ms", Address.shown(text)))
                .value();
        if (Math.abs(duration.toSeconds()) > Durations.MAX_VALUE.getSeconds()) {
            throw new InvalidArgument("the duration is longer than 10,000 years");
        }
        return new FormDuration(ProtoTime.of(duration));
    }

    @Override
    public String toString() {
        return new GoDuration(ProtoTime.toDuration(value)).toString();
    }
}
