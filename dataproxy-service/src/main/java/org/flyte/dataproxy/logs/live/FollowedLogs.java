package org.flyte.dataproxy.logs.live;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.flyte.dataproxy.BlockingExecutor;
import org.flyte.platform.podlogs.PodLogSource;

/** The upstream streams that are open, one for each container that is followed. */
public final class FollowedLogs {
    /** One for each container. */
    private record Key(String namespace, String pod, String container) {}

    private final PodLogSource source;
    private final BlockingExecutor blocking;
    private final int maxLine;
    private final int maxSize;
    private final Map<Key, FollowedLog> open = new ConcurrentHashMap<>();

    /**
     * @param maxLine bytes of the longest piece
     * @param maxSize bytes of a log that are kept for its readers
     */
    public FollowedLogs(PodLogSource source, BlockingExecutor blocking, int maxLine, int maxSize) {
        this.source = source;
        this.blocking = blocking;
        this.maxLine = maxLine;
        this.maxSize = maxSize;
    }

    /** A reader of the stream of that container, which is opened for the first one, as it asks. */
    public FollowedLog.Reader follow(PodLogSource.Request request) {
        Key key = new Key(request.namespace(), request.pod(), request.container());
        while (true) {
            FollowedLog log = open.computeIfAbsent(key, _ -> start(key, request));
            Optional<FollowedLog.Reader> reader = log.register();
            if (reader.isPresent()) {
                return reader.get();
            }
            open.remove(key, log);
        }
    }

    /** The number of upstream streams. */
    public int count() {
        return open.size();
    }

    private FollowedLog start(Key key, PodLogSource.Request request) {
        FollowedLog log = new FollowedLog(request, maxSize);
        blocking.run(() -> {
            try {
                log.run(new LogPieceReader(source.open(request), maxLine));
            } catch (RuntimeException e) {
                log.end(e);
            } finally {
                open.remove(key, log);
            }
        });
        return log;
    }
}
