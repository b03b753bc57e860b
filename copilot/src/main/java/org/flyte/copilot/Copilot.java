package org.flyte.copilot;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flyte.copilot.failure.ErrorFile;
import org.flyte.copilot.failure.TransferException;
import org.flyte.copilot.proxy.LoopbackProxy;
import org.flyte.copilot.store.ObjectStores;
import org.flyte.platform.model.AttemptLayout;
import org.flyte.platform.model.FlyteException;

/**
 * The program: {@code copilot download FLAG...} before a raw container, {@code copilot upload FLAG...} after it, {@code copilot proxy
 * FLAG...} beside an app. A failure is one line on standard error, the file error.pb below {@code --to-output-prefix} of a transfer, and an
 * exit code.
 */
public final class Copilot {
    /** All was transferred. */
    static final int DONE = 0;

    /** It failed; error.pb says why. */
    static final int FAILED = 1;

    /** It failed, and error.pb could not be written. */
    static final int FAILED_SILENTLY = 2;

    private static final int MAX_PORT = 65_535;

    private final Map<String, String> environment;
    private final PrintStream log;

    /**
     * @param environment how to reach the object stores
     * @param log for the line that says what failed
     */
    public Copilot(Map<String, String> environment, PrintStream log) {
        this.environment = environment;
        this.log = log;
    }

    public static void main(String[] words) {
        // Nothing binds the libraries' logging: no warning about that.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        System.exit(new Copilot(System.getenv(), System.err).run(List.of(words)));
    }

    /** Does what the words say; answers the exit code. */
    public int run(List<String> words) {
        String name = words.isEmpty() ? "" : words.getFirst();
        if (name.equals("proxy")) {
            return proxy(words.subList(1, words.size()));
        }
        Optional<Command> command = Arrays.stream(Command.values())
                .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
        if (command.isEmpty()) {
            log.println("copilot: usage: copilot download|upload|sidecar|proxy FLAG...");
            return FAILED_SILENTLY;
        }
        return run(command.get(), words.subList(1, words.size()));
    }

    private int proxy(List<String> words) {
        try {
            Arguments arguments = Arguments.parse(words, Set.of("--listen", "--to"));
            try (LoopbackProxy proxy = new LoopbackProxy(port(arguments, "--listen"), port(arguments, "--to"))) {
                proxy.run();
            }
            return DONE;
        } catch (IOException | TransferException e) {
            log.println("copilot: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return FAILED_SILENTLY;
    }

    private static int port(Arguments arguments, String name) {
        arguments.required(name);
        return Math.toIntExact(arguments.number(name, 0, MAX_PORT));
    }

    private int run(Command command, List<String> words) {
        try (ObjectStores stores =
                new ObjectStores(environment, value(words, Command.STORE_FOLDER), Clock.systemUTC())) {
            try {
                command.execute(Arguments.parse(words, command.flags()), stores);
                return DONE;
            } catch (RuntimeException e) {
                return fail(command, words, stores, failureOf(e));
            }
        }
    }

    private int fail(Command command, List<String> words, ObjectStores stores, TransferException failure) {
        log.println("copilot: " + failure.code(command.code()) + ": " + failure.getMessage());
        Optional<String> prefix = value(words, Command.OUTPUT_PREFIX);
        if (prefix.isEmpty()) {
            return FAILED_SILENTLY;
        }
        try {
            AttemptLayout attempt = new AttemptLayout(prefix.get());
            new ErrorFile(stores.of(attempt.errorFile()), attempt).write(command.code(), failure);
            return FAILED;
        } catch (RuntimeException e) {
            log.println(
                    "copilot: error.pb could not be written: " + failureOf(e).getMessage());
            return FAILED_SILENTLY;
        }
    }

    private static TransferException failureOf(RuntimeException failure) {
        return switch (failure) {
            case TransferException e -> e;
            case FlyteException.Unavailable e -> TransferException.system(e, "%s", e.getMessage());
            case FlyteException e -> TransferException.user("%s", e.getMessage());
            default -> TransferException.system(failure, "unexpected failure: %s", failure);
        };
    }

    /** The value of a flag among words that may be wrong otherwise. */
    private static Optional<String> value(List<String> words, String flag) {
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).equals(flag) && i + 1 < words.size()) {
                return Optional.of(words.get(i + 1));
            }
            if (words.get(i).startsWith(flag + "=")) {
                return Optional.of(words.get(i).substring(flag.length() + 1));
            }
        }
        return Optional.empty();
    }
}
