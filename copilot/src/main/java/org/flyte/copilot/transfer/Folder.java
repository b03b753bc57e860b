package org.flyte.copilot.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.flyte.copilot.failure.TransferException;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** A folder whose files are written by names that others chose: none of them leads out of it. */
public record Folder(Path path) {
    private static final int BUFFER = 64 << 10;

    /** The folder of that name in this one. */
    public Folder folder(String name) {
        return new Folder(checked(name));
    }

    /** The file at a relative path of several segments, such as the rest of an object's key. */
    public Path at(String relative) {
        try {
            Address.checkSegments(relative);
        } catch (InvalidArgument e) {
            throw TransferException.user("a file cannot be written: %s", e.getMessage());
        }
        return path.resolve(relative);
    }

    /** The file of that name in this folder. */
    public Path checked(String name) {
        if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            throw TransferException.user(
                    "'%s' cannot be the name of a file: choose a name without slashes", Address.shown(name));
        }
        return at(name);
    }

    /** Makes the folder. */
    public void create() {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw cannotWrite(path, e);
        }
    }

    /** Writes a text file. */
    public static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a file as a whole. */
    public static void write(Path file, byte[] content) {
        try (OutputStream target = open(file)) {
            target.write(content);
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    /** Writes a file from a stream, within limits. */
    public static void write(Path file, InputStream content, Limits limits) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (OutputStream target = openForWriting(file)) {
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                limits.takeBytes(file.toString(), count);
                writePart(target, buffer, count, file);
            }
        }
    }

    private static void writePart(OutputStream target, byte[] buffer, int count, Path file) {
        try {
            target.write(buffer, 0, count);
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    private static OutputStream openForWriting(Path file) {
        try {
            return open(file);
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    private static OutputStream open(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.newOutputStream(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
    }

    private static TransferException cannotWrite(Path file, IOException cause) {
        return TransferException.system(cause, "%s cannot be written: %s", file, cause);
    }
}
