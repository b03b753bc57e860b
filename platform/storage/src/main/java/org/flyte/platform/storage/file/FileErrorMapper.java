package org.flyte.platform.storage.file;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.FailedPrecondition;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;

/** Maps errors of the file system at one path to those of the store. */
record FileErrorMapper(Path path) {
    /** What the operating system says of a full disk and of an exhausted quota. */
    private static final Pattern FULL = Pattern.compile("No space left|[Qq]uota exceeded");

    interface Work<T> {
        T run() throws IOException;
    }

    <T> T call(Work<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw map(e);
        }
    }

    FlyteException map(IOException failure) {
        return switch (failure) {
            case IOException e
            when FULL.matcher(String.valueOf(e.getMessage())).find() ->
                new Unavailable(
                        failure, "the object store is full at %s: No space left; free some and try again", path);
            case NoSuchFileException e -> new NotFound("object %s does not exist", path);
            case FileAlreadyExistsException e ->
                new FailedPrecondition(
                        "object %s cannot be below another object, %s; choose another name", path, e.getFile());
            case NotDirectoryException e ->
                new FailedPrecondition(
                        "object %s cannot be below another object, %s; choose another name", path, e.getFile());
            case DirectoryNotEmptyException e ->
                new FailedPrecondition("object %s cannot replace a folder; choose another name", path);
            case FileSystemException e
            when "Not a directory".equals(e.getReason()) -> new NotFound("object %s does not exist", path);
            case FileSystemException e
            when "Is a directory".equals(e.getReason()) ->
                new FailedPrecondition("object %s cannot replace a folder; choose another name", path);
            default -> new Unavailable(failure, "the object store failed at %s: %s", path, reasonOf(failure));
        };
    }

    private static String reasonOf(IOException failure) {
        return failure instanceof FileSystemException e && e.getReason() != null
                ? e.getReason()
                : failure.getClass().getSimpleName();
    }
}
