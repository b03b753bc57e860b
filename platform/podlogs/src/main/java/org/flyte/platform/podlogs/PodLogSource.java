package org.flyte.platform.podlogs;

import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where the output of pods comes from while they exist. The default is the Kubernetes API; an application that runs pods
 * in another way provides another bean.
 */
public interface PodLogSource {
    /**
     * Opens the output of one container. Blocks: call it on a virtual thread; closing the stream from another thread
     * ends a read that waits.
     *
     * @return UTF-8 lines, each {@code <RFC 3339 time> <text>\n}, from the oldest to the newest. With
     *     {@code follow} the stream goes on while the container runs and ends with it. {@code available()} tells
     *     whether more can be read without waiting.
     * @throws org.flyte.platform.model.FlyteException.NotFound when the pod is not there, or its container has not
     *     started yet; clients retry
     * @throws org.flyte.platform.model.FlyteException.Unavailable when the source cannot be reached
     */
    InputStream open(Request request);

    /**
     * Which output.
     *
     * @param follow whether to wait for new lines
     * @param previous the output of the instance before the last restart of the container
     * @param since only lines of this time or later; sources may round it down to the second
     * @param tailLines only this number of the newest lines
     */
    record Request(
            String namespace,
            String pod,
            String container,
            boolean follow,
            boolean previous,
            Optional<Instant> since,
            OptionalInt tailLines) {
        /** The output of the newest instance of the container. */
        public Request(
                String namespace,
                String pod,
                String container,
                boolean follow,
                Optional<Instant> since,
                OptionalInt tailLines) {
            this(namespace, pod, container, follow, false, since, tailLines);
        }

        /** All that the container has printed. */
        public static Request all(String namespace, String pod, String container, boolean follow) {
            return new Request(namespace, pod, container, follow, Optional.empty(), OptionalInt.empty());
        }
    }
}
