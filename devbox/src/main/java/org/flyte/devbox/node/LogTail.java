package org.flyte.devbox.node;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** The end of a log file, for the status of a failed container. Reads no more than the end, however large the file is. */
record LogTail(Path log) {
    private static final int MAX_CHARACTERS = 2048;
    private static final int MAX_READ = 64 * 1024;

    /** The last whole lines without their times; of a longer line its end. */
    String text() throws IOException {
        Deque<String> tail = new ArrayDeque<>();
        int left = MAX_CHARACTERS;
        for (String line : lastLines().reversed()) {
            left -= line.length() + 1;
            if (left < 0) {
                break;
            }
            tail.addFirst(line);
        }
        if (tail.isEmpty()) {
            return lastLines().stream().reduce("", (_, line) -> endOf(line));
        }
        return String.join("\n", tail).strip();
    }

    private List<String> lastLines() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - MAX_READ);
            file.seek(from);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.readFully(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            int firstWhole = text.indexOf('\n') + 1;
            boolean isCut = from > 0;
            if (isCut && firstWhole == 0) {
                return List.of(shown(text));
            }
            return Stream.of(text.substring(isCut ? firstWhole : 0).strip().split("\n", -1))
                    .map(line -> shown(line.substring(line.indexOf(' ') + 1)))
                    .toList();
        }
    }

    /** What a terminal would show of a line that a progress bar has written over. */
    private static String shown(String line) {
        String text = line.stripTrailing();
        return text.substring(text.lastIndexOf('\r') + 1);
    }

    private static String endOf(String line) {
        return line.substring(Math.max(0, line.length() - MAX_CHARACTERS));
    }
}
