package org.flyte.platform.secrets.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.flyte.platform.model.FlyteException.AlreadyExists;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.model.Sha256;
import org.flyte.platform.secrets.SecretId;
import org.flyte.platform.secrets.SecretManager;
import org.flyte.platform.secrets.SecretPage;
import org.flyte.platform.secrets.SecretScope;
import org.flyte.platform.secrets.SecretValue;
import org.flyte.platform.secrets.StoredSecret;

/** Keeps each secret in an encrypted file; names of files say nothing. For one process, such as devbox. */
public final class EncryptedFileSecretManager implements SecretManager {
    public static final String NAME = "file";

    private static final String SUFFIX = ".secret";

    private final Path folder;
    private final SecretFilesKey key;
    private final Clock clock;

    public EncryptedFileSecretManager(Path folder, Path keyFile, Clock clock) {
        this.folder = folder;
        this.key = new SecretFilesKey(keyFile);
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public synchronized void create(SecretId id, SecretValue value) {
        if (Files.exists(path(id))) {
            throw new AlreadyExists("secret %s already exists", id);
        }
        write(new SecretFile(new StoredSecret(id, value.kind(), clock.instant()), value));
    }

    @Override
    public synchronized void update(SecretId id, SecretValue value) {
        StoredSecret stored = describe(id).orElseThrow(() -> new NotFound("secret %s not found", id));
        stored.kind().requireSame(value.kind(), id);
        write(new SecretFile(stored, value));
    }

    @Override
    public Optional<StoredSecret> describe(SecretId id) {
        return read(path(id)).map(SecretFile::secret);
    }

    @Override
    public Optional<SecretValue> read(SecretId id) {
        return read(path(id)).map(SecretFile::value);
    }

    @Override
    public SecretPage list(SecretScope scope, int limit, String token) {
        List<StoredSecret> found = files().stream()
                .flatMap(file -> read(file).map(SecretFile::secret).stream())
                .filter(secret -> scope.contains(secret.id().scope()))
                .filter(secret -> secret.id().encoded().compareTo(token) > 0)
                .sorted(Comparator.comparing(secret -> secret.id().encoded()))
                .limit(limit + 1L)
                .toList();
        if (found.size() <= limit) {
            return new SecretPage(found, "");
        }
        List<StoredSecret> page = found.subList(0, limit);
        return new SecretPage(page, page.getLast().id().encoded());
    }

    @Override
    public synchronized boolean delete(SecretId id) {
        try {
            return Files.deleteIfExists(path(id));
        } catch (IOException e) {
            throw new Unavailable(e, "secret %s cannot be deleted from %s", id, folder);
        }
    }

    @Override
    public void check() {
        files();
    }

    @Override
    public void close() {
        // holds no files open
    }

    private Path path(SecretId id) {
        return folder.resolve(Sha256.hex(id.encoded().getBytes(StandardCharsets.UTF_8)) + SUFFIX);
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new Unavailable(e, "the folder of secrets, %s, cannot be read", folder);
        }
    }

    /** Empty when there is no such file. */
    private Optional<SecretFile> read(Path file) {
        try {
            byte[] plain = key.decrypt(Files.readAllBytes(file), context(file))
                    .orElseThrow(() -> new FailedPrecondition(
                            "the secret in %s cannot be decrypted: restore its key, or delete the file", file));
            return Optional.of(SecretFile.parse(plain));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new Unavailable(e, "the secret in %s cannot be read", file);
        }
    }

    /** The whole file appears at once, so that a reader never sees a part. */
    private void write(SecretFile content) {
        Path target = path(content.secret().id());
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path temporary = Files.createTempFile(
                    folder,
                    "new",
                    ".tmp",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.write(temporary, key.encrypt(content.toBytes(), context(target)));
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new Unavailable(
                    e, "secret %s cannot be written to %s: %s", content.secret().id(), folder, reason(e));
        }
    }

    /** A file that was renamed is not taken for another secret. */
    private static byte[] context(Path file) {
        return file.getFileName().toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String reason(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
