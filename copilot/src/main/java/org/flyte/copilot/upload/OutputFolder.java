package org.flyte.copilot.upload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.flyte.copilot.failure.TransferException;

/**
 * The folder that a container left. What is in it was written by a program that may not read copilot's own files, so symbolic links
 * are never followed, and nothing but files and folders is read.
 */
record OutputFolder(Path root) {
    /** Natural order: 2 before 10. */
    static final Comparator<Path> BY_NAME = Comparator.<Path>comparingInt(
                    path -> isIndex(path) ? Integer.parseInt(name(path)) : Integer.MAX_VALUE)
            .thenComparing(OutputFolder::name);

    /** The file or folder of an output: of that name, else the only one of that name with an extension. */
    Optional<Path> find(String output) {
        Path exact = root.resolve(output).normalize();
        if (!root.equals(exact.getParent())) {
            throw TransferException.user("'%s' cannot be the name of a file: rename the output", output);
        }
        if (Files.exists(exact, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(exact);
        }
        List<Path> extended = Files.isDirectory(root)
                ? children(root).stream()
                        .filter(path -> name(path).startsWith(output + "."))
                        .toList()
                : List.of();
        if (extended.size() > 1) {
            throw TransferException.left(
                    "output '%s' is ambiguous: %s and %s are there, leave one of them",
                    output, extended.get(0), extended.get(1));
        }
        return extended.stream().findFirst();
    }

    /** What is in a folder, in natural order. */
    static List<Path> children(Path folder) {
        try (Stream<Path> listed = Files.list(folder)) {
            return listed.sorted(BY_NAME).toList();
        } catch (IOException e) {
            throw cannotRead(folder, e);
        }
    }

    /** All files below a folder. */
    static List<Path> filesBelow(Path folder, int max) {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> walked = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) walked.sorted()::iterator) {
                if (!isFolder(path)) {
                    files.add(checkFile(path));
                }
                if (files.size() > max) {
                    throw TransferException.user("%s has more than %d files: pack them into an archive", folder, max);
                }
            }
        } catch (IOException e) {
            throw cannotRead(folder, e);
        }
        return files;
    }

    static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Refuses what is neither a file nor a folder. */
    static Path checkFile(Path path) {
        if (Files.isSymbolicLink(path)) {
            throw TransferException.left("%s is a symbolic link: leave a copy of the file instead", path);
        }
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw TransferException.left("%s is not a regular file: write the output to one", path);
        }
        return path;
    }

    /** A small file. */
    static byte[] read(Path file, long maxBytes) {
        try (InputStream content = open(checkFile(file))) {
            byte[] bytes = content.readNBytes(Math.toIntExact(maxBytes) + 1);
            if (bytes.length > maxBytes) {
                throw TransferException.user(
                        "%s has more than %d bytes, which is the limit of a value: declare the output as a File",
                        file, maxBytes);
            }
            return bytes;
        } catch (IOException e) {
            throw cannotRead(file, e);
        }
    }

    static InputStream open(Path file) throws IOException {
        return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    }

    static TransferException cannotRead(Path path, IOException cause) {
        return TransferException.left("%s cannot be read: %s", path, cause);
    }

    private static boolean isIndex(Path path) {
        String name = name(path);
        return !name.isEmpty() && name.length() < 10 && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    static String name(Path path) {
        return path.getFileName().toString();
    }
}
