package org.flyte.devbox.node;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The Python environment in which pods run: its programs come first on their PATH.
 *
 * @param venv folder of a virtual environment; empty means the programs on devbox's own PATH
 */
public record PythonHome(Optional<Path> venv) {
    /** Relative to a folder of PATH. */
    private static final String SDK_ENTRY_POINT = "./a0";

    /** Variables that a pod inherits from devbox: locations, never credentials. */
    private static final Set<String> INHERITED = Set.of(
            "HOME",
            "USER",
            "LANG",
            "LC_ALL",
            "TZ",
            "TMPDIR",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "NO_PROXY",
            "http_proxy",
            "https_proxy",
            "no_proxy",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "REQUESTS_CA_BUNDLE",
            "PYENV_VERSION");

    /** Variables every pod of this node starts from. */
    public Map<String, String> environment(Map<String, String> own) {
        Map<String, String> result = new LinkedHashMap<>();
        INHERITED.stream().filter(own::containsKey).forEach(name -> result.put(name, own.get(name)));
        String path = own.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
        venv.ifPresent(folder -> result.put("VIRTUAL_ENV", folder.toString()));
        result.put(
                "PATH",
                venv.map(folder -> folder.resolve("bin") + File.pathSeparator + path)
                        .orElse(path));
        result.put("PYTHONUNBUFFERED", "1");
        return result;
    }

    /** The program of the SDK that pods run. */
    public Optional<Path> sdkEntryPoint(Map<String, String> own) {
        return program(SDK_ENTRY_POINT, own);
    }

    /** Looks for a program as a pod would find it. */
    public Optional<Path> program(String name, Map<String, String> own) {
        return Stream.of(environment(own).get("PATH").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder).resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
