package org.flyte.dataproxy.logs;

import java.time.Duration;
import org.flyte.dataproxy.logs.live.FollowedLogs;
import org.flyte.platform.podlogs.PodLogSource;

/**
 * Where log streams read from, and their limits.
 *
 * @param pods output of pods that exist
 * @param followed the streams of it that are shared
 * @param archived output of pods that are gone
 * @param tailLines lines that a stream starts with when the start of the container is not known
 * @param maxLine bytes of the longest piece of a line
 * @param archiveWait how long to wait for an archived log
 */
record LogSources(
        ActionPods access,
        PodLogSource pods,
        FollowedLogs followed,
        ArchivedLogs archived,
        int tailLines,
        int maxLine,
        Duration archiveWait) {}
