package org.flyte.console;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code /v2} shows when the console was built without Node: how to get it, and the command that shows the run. */
final class MissingPage {
    private static final Pattern RUN =
            Pattern.compile("/v2/domain/([\\w.-]+)/project/([\\w.-]+)/(?:tracked-)?runs/([\\w.-]+)/?");

    private MissingPage() {}

    static String html(String path) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <title>Flyte</title>
                <p>This server was built without its web console. With Node 20 or later on the machine, build it again:</p>
                <pre>make devbox</pre>
                <p>On the command line:</p>
                <pre>%s</pre>
                </html>
                """.formatted(command(path));
    }

    /** The command that shows what the path names; the pattern lets no markup through. */
    static String command(String path) {
        Matcher run = RUN.matcher(path);
        return run.matches()
                ? "flyte get run --project %s --domain %s %s".formatted(run.group(2), run.group(1), run.group(3))
                : "flyte get run NAME";
    }
}
