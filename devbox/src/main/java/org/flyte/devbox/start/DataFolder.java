package org.flyte.devbox.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import org.flyte.devbox.node.PidFiles;
import org.flyte.devbox.node.PodFiles;

/**
 * The folder that holds everything devbox keeps. One devbox at a time owns it; a file {@code version} says which layout
 * it has, and a folder of a newer layout is left untouched.
 */
public final class DataFolder implements AutoCloseable {
    /** Layout that this devbox writes; it also reads older ones. */
    static final int VERSION = 1;

    private final Path root;
    private final boolean ephemeral;
    private final FileChannel channel;

    private DataFolder(Path root, boolean ephemeral, FileChannel channel) {
        this.root = root;
        this.ephemeral = ephemeral;
        this.channel = channel;
    }

    /** Locks the folder, and creates it when it does not exist. */
    public static DataFolder open(Path root, boolean ephemeral) {
        checkVersion(root);
        try {
            createPrivate(root);
            FileChannel channel =
                    FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!lock(channel)) {
                channel.close();
                throw new UsageException(
                        "data folder %s is in use by another devbox: stop it, or use another --data", root);
            }
            Files.writeString(root.resolve("version"), VERSION + "\n");
            return new DataFolder(root, ephemeral, channel);
        } catch (IOException e) {
            throw new UsageException("data folder %s cannot be used: %s", root, e.getMessage());
        }
    }

    /**
     * Inputs, outputs, secrets and commands of pods are in it: it is nobody else's business, whatever the umask. A folder that
     * holds other files is not devbox's to close.
     */
    private static void createPrivate(Path root) throws IOException {
        Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rwx------");
        Files.createDirectories(root, PosixFilePermissions.asFileAttribute(owner));
        if (Files.exists(root.resolve("version")) || isEmpty(root)) {
            Files.setPosixFilePermissions(root, owner);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    /** The folder itself. */
    public Path root() {
        return root;
    }

    /** Files of the embedded PostgreSQL. */
    public Path postgres() {
        return root.resolve("postgres");
    }

    /** Files of the embedded Kafka. */
    public Path kafka() {
        return root.resolve("kafka");
    }

    /** The object store. */
    public Path store() {
        return root.resolve("store");
    }

    /** Files of the local node. */
    public Path node() {
        return root.resolve("node");
    }

    /** Secrets, encrypted with the key in {@link #secretsKey}. */
    public Path secrets() {
        return root.resolve("secrets");
    }

    /** The key of the secrets. */
    public Path secretsKey() {
        return root.resolve("secrets.key");
    }

    /** The keys of the built-in identity provider. */
    public Path issuer() {
        return root.resolve("issuer");
    }

    /** The log file of devbox. */
    public Path log() {
        return root.resolve("devbox.log");
    }

    @Override
    public void close() {
        try {
            channel.close();
            if (ephemeral) {
                delete(root);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills pods that a killed devbox left running on this folder, and returns their number. */
    public int killOrphanedPods() {
        try {
            return new PidFiles(new PodFiles(node())).killOrphans();
        } catch (IOException e) {
            throw new UsageException("data folder %s cannot be read: %s", node(), e.getMessage());
        }
    }

    private static void checkVersion(Path root) {
        Path file = root.resolve("version");
        if (!Files.exists(file)) {
            return;
        }
        String text;
        try {
            text = Files.readString(file).strip();
        } catch (IOException e) {
            throw new UsageException("data folder %s cannot be read: %s", root, e.getMessage());
        }
        try {
            if (Integer.parseInt(text) <= VERSION) {
                return;
            }
        } catch (NumberFormatException unknown) {
            // an unreadable version was written by a newer devbox
        }
        throw new UsageException(
                "data folder %s has layout %s, but this devbox supports up to %d: use a newer devbox or another --data",
                root, text, VERSION);
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
