package org.flyte.platform.podlogs.archive;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Which blocks an archived log has, oldest first; the last one is in the file of the index. */
record LogIndex(List<Block> blocks) {
    /** Of a block in which no line with a time begins. */
    static final long NO_TIME = Long.MAX_VALUE;

    private static final String HEAD = "flyte-log 1";
    private static final String LAST = "-";
    private static final int FIELDS = 4;

    /** A tail never begins more than this before the end, however few lines there are. */
    private static final long MAX_TAIL = 64L * 1024 * 1024;

    LogIndex {
        blocks = List.copyOf(blocks);
    }

    /**
     * A part of a log.
     *
     * @param name empty when it is in the file of the index
     * @param size bytes of its text
     * @param lines that begin in it
     * @param firstTime of its first line, in microseconds since the epoch, or {@link #NO_TIME}
     */
    record Block(String name, long size, long lines, long firstTime) {}

    /**
     * Where to begin to read.
     *
     * @param block number of the first block
     * @param skippedLines lines of that block that are not wanted
     */
    record Start(int block, long skippedLines) {}

    static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    long lines() {
        return blocks.stream().mapToLong(Block::lines).sum();
    }

    long size() {
        return blocks.stream().mapToLong(Block::size).sum();
    }

    /** A start with every line of this time or later behind it, and few earlier ones. */
    Start since(Instant time) {
        long micros = micros(time);
        int start = 0;
        for (int block = 0; block < blocks.size(); block++) {
            if (blocks.get(block).firstTime() < micros) {
                start = block;
            }
        }
        return new Start(start, 0);
    }

    /** A start with that many lines behind it. */
    Start tail(long wanted) {
        long lines = 0;
        long size = 0;
        int start = blocks.size();
        while (start > 0 && lines < wanted && size < MAX_TAIL) {
            start--;
            lines += blocks.get(start).lines();
            size += blocks.get(start).size();
        }
        return new Start(start, Math.max(0, lines - wanted));
    }

    String text() {
        return HEAD + "\n"
                + blocks.stream()
                        .map(block -> "%s %d %d %d"
                                .formatted(
                                        block.name().isEmpty() ? LAST : block.name(),
                                        block.size(),
                                        block.lines(),
                                        block.firstTime()))
                        .collect(Collectors.joining("\n"))
                + "\n";
    }

    /** @throws IOException when the text is no index */
    static LogIndex parse(String text) throws IOException {
        List<String> rows = text.lines().toList();
        if (rows.isEmpty() || !rows.getFirst().equals(HEAD)) {
            throw new IOException("this is no archived log that this version can read");
        }
        List<Block> blocks = new ArrayList<>();
        for (String row : rows.subList(1, rows.size())) {
            String[] fields = row.split(" ", -1);
            if (fields.length != FIELDS) {
                throw new IOException("the index of the archived log has a broken row");
            }
            try {
                blocks.add(new Block(
                        fields[0].equals(LAST) ? "" : fields[0],
                        Long.parseLong(fields[1]),
                        Long.parseLong(fields[2]),
                        Long.parseLong(fields[3])));
            } catch (NumberFormatException e) {
                throw new IOException("the index of the archived log has a broken row", e);
            }
        }
        return new LogIndex(blocks);
    }
}
