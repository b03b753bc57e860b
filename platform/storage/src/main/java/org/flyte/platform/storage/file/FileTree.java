package org.flyte.platform.storage.file;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.flyte.platform.storage.ObjectStore.ObjectInfo;

/** Lists objects by walking the folders below a prefix; keeps only the first ones in memory. */
record FileTree(FilePaths paths) {
    static ObjectInfo infoOf(BasicFileAttributes attributes, Path path) {
        return new ObjectInfo(
                path.toString(),
                attributes.size(),
                attributes.lastModifiedTime().toInstant());
    }

    List<ObjectInfo> list(String prefix, int limit) {
        Path start = prefix.endsWith("/")
                ? paths.ofPrefix(prefix)
                : paths.ofPrefix(prefix).getParent();
        if (limit <= 0 || !Files.isDirectory(start)) {
            return List.of();
        }
        First first = new First(paths, prefix, limit);
        new FileErrorMapper(start).call(() -> {
            paths.checkReal(start);
            return Files.walkFileTree(start, first);
        });
        return first.inOrder();
    }

    private static final class First extends SimpleFileVisitor<Path> {
        private static final Comparator<ObjectInfo> BY_ADDRESS = Comparator.comparing(ObjectInfo::address);

        private final PriorityQueue<ObjectInfo> kept = new PriorityQueue<>(BY_ADDRESS.reversed());
        private final FilePaths paths;
        private final String prefix;
        private final int limit;

        First(FilePaths paths, String prefix, int limit) {
            this.paths = paths;
            this.prefix = prefix;
            this.limit = limit;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String text = folder + "/";
            boolean mayHold = text.startsWith(prefix) || prefix.startsWith(text);
            return mayHold && !paths.isPrivate(folder) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && file.toString().startsWith(prefix)) {
                kept.add(infoOf(attributes, file));
                if (kept.size() > limit) {
                    kept.poll();
                }
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
        }

        List<ObjectInfo> inOrder() {
            List<ObjectInfo> ordered = new ArrayList<>(kept);
            ordered.sort(BY_ADDRESS);
            return ordered;
        }
    }
}
