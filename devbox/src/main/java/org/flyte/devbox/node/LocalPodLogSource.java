package org.flyte.devbox.node;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.podlogs.KubernetesPodLogSource;
import org.flyte.platform.podlogs.PodLogSource;

/** Output of pods from the files of the local node; with a real cluster, from its API. */
@ApplicationScoped
class LocalPodLogSource implements PodLogSource {
    private final NodeConfig config;
    private final LocalNode node;
    private final KubernetesPodLogSource cluster;

    LocalPodLogSource(NodeConfig config, LocalNode node, KubernetesPodLogSource cluster) {
        this.config = config;
        this.node = node;
        this.cluster = cluster;
    }

    @Override
    public InputStream open(Request request) {
        if (!config.enabled()) {
            return cluster.open(request);
        }
        Path log = logOf(request.pod());
        if (!Files.exists(log) || request.previous()) {
            throw new NotFound("pod %s has no log yet", request.pod());
        }
        BooleanSupplier isGrowing = () -> request.follow() && node.isAlive(request.namespace(), request.pod());
        try {
            return new FollowedFile(log, new LogRange(request.since(), request.tailLines()).startIn(log), isGrowing);
        } catch (IOException e) {
            throw new Unavailable(e, "the log of pod %s cannot be read now: try again", request.pod());
        }
    }

    private Path logOf(String pod) {
        try {
            return new PodFiles(config.folder()).log(pod);
        } catch (IllegalArgumentException notAName) {
            throw new NotFound("pod %s is not on this node", Address.shown(pod));
        }
    }
}
