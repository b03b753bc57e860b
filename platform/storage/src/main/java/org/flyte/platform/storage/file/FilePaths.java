package org.flyte.platform.storage.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.storage.AllowedPrefixes;

/** Converts addresses to paths, and refuses those outside the allowed folders, by text or by a symbolic link. */
final class FilePaths {
    private final AllowedPrefixes allowed;
    private final Path root;
    private final Path hidden;

    FilePaths(AllowedPrefixes allowed) {
        this.allowed = allowed;
        this.root = Path.of(allowed.base());
        this.hidden = root.resolve(FileObjectStore.PRIVATE);
    }

    Path root() {
        return root;
    }

    boolean has(String address) {
        return allowed.has(address);
    }

    /** The path of an object. */
    Path of(String address) {
        Path path = ofPrefix(allowed.checkObject(address));
        if (isPrivate(path)) {
            throw new InvalidArgument(
                    "address '%s' does not name an object: it is in a folder for internal files", address);
        }
        return path;
    }

    /** The path of a folder, or of the beginning of a name in one. */
    Path ofPrefix(String prefix) {
        try {
            return Path.of(allowed.check(prefix));
        } catch (InvalidPathException e) {
            throw new InvalidArgument("address '%s' is not a path: %s", e.getInput(), e.getReason());
        }
    }

    /** The path of an object that a presigned URL may name: below the root, since the key in it is relative to the root. */
    Path ofPresigned(String address) {
        Path path = of(address);
        if (!path.startsWith(root)) {
            throw new InvalidArgument(
                    "address '%s' is not below %s: no presigned URL can be made for it", address, root);
        }
        return path;
    }

    boolean isPrivate(Path path) {
        return path.startsWith(hidden);
    }

    /**
     * Refuses a folder that is to be written to, or made, and that a symbolic link takes out of the store. A folder
     * that does not exist is judged by the deepest one above it that does.
     */
    void checkFolder(Path folder) throws IOException {
        for (Path part = folder; part != null && allowed.has(part.toString()); part = part.getParent()) {
            if (Files.exists(part, LinkOption.NOFOLLOW_LINKS)) {
                checkLinked(part);
                return;
            }
        }
    }

    private void checkLinked(Path existing) throws IOException {
        try {
            checkReal(existing);
        } catch (NoSuchFileException dangling) {
            throw new InvalidArgument("address '%s' is below a symbolic link that leads nowhere", existing);
        }
    }

    /** Makes a folder and those above it, and refuses one that lies elsewhere. */
    void createFolder(Path folder) throws IOException {
        checkFolder(folder);
        Files.createDirectories(folder);
        checkReal(folder);
    }

    /** Follows symbolic links and refuses a path that really lies elsewhere: a pod can create a link to any file. */
    void checkReal(Path path) throws IOException {
        Path real = path.toRealPath();
        if (real.equals(path)) {
            return;
        }
        if (!real.startsWith(root.toRealPath()) && !allowed.has(real.toString())) {
            throw new InvalidArgument("address '%s' is a symbolic link to a place outside the store", path);
        }
    }
}
