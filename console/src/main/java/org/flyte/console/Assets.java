package org.flyte.console;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The files of the console, read once from the class path. They are absent when it was built without Node. */
class Assets {
    private static final Pattern NAME = Pattern.compile("assets/[\\w-]+(\\.[\\w-]+)*\\.(js|css|svg)");
    private static final Map<String, String> TYPES = Map.of(
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "html", "text/html; charset=utf-8");
    private static final Map<String, String> SUFFIXES = Map.of(Asset.IDENTITY, "", "br", ".br", "gzip", ".gz");

    private final String folder;
    private final Map<String, Optional<Asset>> read = new ConcurrentHashMap<>();

    Assets(String folder) {
        this.folder = folder;
    }

    /** The page that all addresses of the console answer; empty when the console was not built. */
    Optional<Asset> index() {
        return read.computeIfAbsent("index.html", this::load);
    }

    /** A file by its path below {@code /v2/}, such as {@code assets/index-1a2b3c.js}. */
    Optional<Asset> file(String path) {
        // Only names that exist are kept: others are not ours to remember.
        Optional<Asset> known = read.get(path);
        if (known != null) {
            return known;
        }
        Optional<Asset> found = NAME.matcher(path).matches() ? load(path) : Optional.empty();
        found.ifPresent(asset -> read.put(path, Optional.of(asset)));
        return found;
    }

    private Optional<Asset> load(String path) {
        Map<String, Buffer> forms = new HashMap<>();
        SUFFIXES.forEach((encoding, suffix) -> content(path + suffix).ifPresent(bytes -> forms.put(encoding, bytes)));
        if (!forms.containsKey(Asset.IDENTITY)) {
            return Optional.empty();
        }
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        return Optional.of(new Asset(type, path.startsWith("assets/"), Map.copyOf(forms)));
    }

    private Optional<Buffer> content(String path) {
        try (InputStream stream = Assets.class.getClassLoader().getResourceAsStream(folder + "/" + path)) {
            return stream == null ? Optional.empty() : Optional.of(Buffer.buffer(stream.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
