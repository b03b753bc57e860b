package org.flyte.platform.issuer.http;

import java.util.Optional;

/** The pages that users see: plain HTML, no script. */
final class Pages {
    private final String style;

    /** @param style address of the style sheet */
    Pages(String style) {
        this.style = style;
    }

    /**
     * Asks who the user is, or whether the one who is logged in goes on.
     *
     * @param action where the form goes
     * @param client that wants the login
     * @param user who is logged in, if anybody is
     * @param message what was wrong before; may be empty
     */
    String login(String action, String token, String client, Optional<String> user, String message) {
        String fields =
                user.map(name -> """
                        <p>You are logged in as <strong>%s</strong>.</p>
                        <button name="decision" value="allow" autofocus>Continue as %s</button>
                        <button name="decision" value="switch" class="plain">Use another account</button>
                        """.formatted(escape(name), escape(name))).orElseGet(() -> credentials() + """
                        <button name="decision" value="allow">Log in</button>
                        """);
        return page("Log in", message, """
                <p><strong>%s</strong> asks you to log in.</p>
                <form method="post" action="%s">
                <input type="hidden" name="token" value="%s">
                %s<button name="decision" value="deny" class="plain" formnovalidate>Cancel</button>
                </form>
                """.formatted(escape(client), escape(action), escape(token), fields));
    }

    /** Asks for the code that a program without a browser shows, and who the user is. */
    String device(String action, String token, String code, Optional<String> user, String message) {
        String fields = user.map(name -> "<p>You are logged in as <strong>%s</strong>.</p>\n".formatted(escape(name)))
                .orElseGet(Pages::credentials);
        return page("Connect a device", message, """
                <p>A program on another screen asks for your login. Go on only if you have started it yourself and it shows
                this code.</p>
                <form method="post" action="%s">
                <input type="hidden" name="token" value="%s">
                <label>Code <input name="user_code" value="%s" required autocomplete="off" autocapitalize="characters"
                 maxlength="20"></label>
                %s<button name="decision" value="allow">Allow</button>
                <button name="decision" value="deny" class="plain" formnovalidate>Refuse</button>
                </form>
                """.formatted(escape(action), escape(token), escape(code), fields));
    }

    /** Asks whether to end the session. */
    String logout(String action, String token) {
        return page("Log out", "", """
                <form method="post" action="%s">
                <input type="hidden" name="token" value="%s">
                <button>Log out</button>
                </form>
                """.formatted(escape(action), escape(token)));
    }

    /** Says something, and offers nothing. */
    String message(String title, String text) {
        return page(title, "", "<p>%s</p>\n".formatted(escape(text)));
    }

    private static String credentials() {
        return """
                <label>User <input name="username" required autofocus autocomplete="username" autocapitalize="none"
                 maxlength="200"></label>
                <label>Password <input name="password" type="password" required autocomplete="current-password"
                 maxlength="200"></label>
                """;
    }

    private String page(String title, String message, String body) {
        String alert = message.isEmpty() ? "" : "<p role=\"alert\">%s</p>\n".formatted(escape(message));
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s · Flyte</title>
                <link rel="stylesheet" href="%s">
                </head>
                <body>
                <main>
                <h1>%s</h1>
                %s%s</main>
                </body>
                </html>
                """.formatted(escape(title), escape(style), escape(title), alert, body);
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
