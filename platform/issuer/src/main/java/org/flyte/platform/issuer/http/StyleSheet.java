package org.flyte.platform.issuer.http;

import io.vertx.ext.web.RoutingContext;

/** How the pages look, in light and dark. */
final class StyleSheet {
    private static final String CSS = """
            :root { color-scheme: light dark; --line: #c8c8d0; --text: #1c1c28; --back: #f6f6f9; --card: #fff; --main: #5b2ee5; }
            @media (prefers-color-scheme: dark) {
              :root { --line: #44444f; --text: #ececf2; --back: #15151b; --card: #1f1f27; --main: #a48bff; }
            }
            * { box-sizing: border-box; }
            body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); }
            main { max-width: 26rem; margin: 12vh auto; padding: 2rem; background: var(--card);
              border: 1px solid var(--line); border-radius: 8px; }
            h1 { margin: 0 0 1rem; font-size: 1.35rem; }
            label { display: block; margin-bottom: 1rem; font-weight: 600; }
            input { display: block; width: 100%; margin-top: .25rem; padding: .5rem .75rem; font: inherit;
              color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 6px; }
            button { width: 100%; margin-top: .5rem; padding: .6rem; font: inherit; font-weight: 600; cursor: pointer;
              color: var(--card); background: var(--main); border: 1px solid var(--main); border-radius: 6px; }
            button.plain { color: inherit; background: transparent; border-color: var(--line); }
            input:focus-visible, button:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
            [role=alert] { padding: .5rem .75rem; border-left: 4px solid #d3302f; }
            """;

    private StyleSheet() {}

    static void answer(RoutingContext route) {
        route.response()
                .putHeader("content-type", "text/css; charset=utf-8")
                .putHeader("cache-control", "max-age=3600")
                .putHeader("x-content-type-options", "nosniff")
                .end(CSS);
    }
}
