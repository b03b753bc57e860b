package org.flyte.executor.plugin;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;

/** What the operator gives a plugin. */
public interface PluginContext {
    /** Shared with the operator; never to be closed. */
    KubernetesClient kubernetes();

    /** The watched objects of the kinds of the plugin. */
    ObjectCache objects();

    PodKit pods();

    TaskFiles files();

    TaskSecrets secrets();

    PluginSettings settings();

    /** The only source of the time. */
    Clock clock();

    WakeUp wakeUp();
}
