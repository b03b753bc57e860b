package org.flyte.copilot.download;

import java.net.URI;
import java.util.HashSet;
import java.util.Set;

/** Names for files in one folder, by their addresses; a name that is taken gets the file's index before it. */
final class FileNames {
    private final Set<String> taken = new HashSet<>();

    String of(String address, int index) {
        String own = baseName(address);
        String name = own.isEmpty() ? Integer.toString(index) : own;
        if (!taken.add(name)) {
            name = index + "_" + name;
            while (!taken.add(name)) {
                name = index + "_" + name;
            }
        }
        return name;
    }

    private static String baseName(String address) {
        String path = HttpSource.handles(address) ? URI.create(address).getPath() : address;
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(path.lastIndexOf('/', end - 1) + 1, end);
    }
}
