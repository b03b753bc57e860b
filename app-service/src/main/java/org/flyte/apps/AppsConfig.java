package org.flyte.apps;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Apps and the Kubernetes objects that run them. */
@ConfigMapping(prefix = "flyte.apps")
public interface AppsConfig {
    /** What runs apps: {@code deployment} (Deployment, Service, HorizontalPodAutoscaler), or {@code knative} (Knative Serving). */
    @WithDefault("deployment")
    String backend();

    /** Namespace of the objects of apps. */
    @WithDefault("${flyte.kubernetes.namespace:flyte}")
    String namespace();

    /**
     * Address of an app for its users: {@code {app}} stands for its host label, {@code {port}} for its container port. Without
     * one, apps have no public address.
     */
    Optional<String> publicUrl();

    /**
     * Address of an app for other pods: {@code {app}} stands for its name with the suffix of its project, {@code {namespace}} for
     * the namespace. Apps get it as INTERNAL_APP_ENDPOINT_PATTERN; {@code none} leaves the variable out.
     */
    @WithDefault("http://{app}.{namespace}.svc.cluster.local")
    String internalUrl();

    /** Where apps may store data: their {@code --raw-data-path}, followed by project, domain and name. */
    @WithDefault("${flyte.storage.base:s3://flyte}/app-data")
    String rawDataPrefix();

    /** Maximum number of replicas that an app may ask for as its minimum. */
    @WithDefault("100")
    @Min(1)
    @Max(10_000)
    int maxReplicas();

    /** Pods of apps. */
    Pods pods();

    /** The way from the public address to the pods. */
    Route route();

    /** What the Deployment backend does. */
    Rollout rollout();

    /** A proxy in the pods of the Deployment backend. */
    Proxy proxy();

    /** The loop that brings apps to Kubernetes. */
    Reconcile reconcile();

    /** Streams of changes. */
    Watch watch();

    /** Streams of logs. */
    Logs logs();

    /** Statements. */
    Database database();

    /** What every pod of an app gets. */
    interface Pods {
        /** Environment of every app; the app's own overrides it. */
        Map<String, String> defaultEnv();

        /** ConfigMaps whose entries are environment of every app, where they exist. */
        Optional<List<String>> envFromConfigMaps();

        /** Secrets whose entries are environment of every app, where they exist. */
        Optional<List<String>> envFromSecrets();

        /** Service account of apps that name none; without one, that of the namespace. */
        Optional<String> serviceAccount();

        /** Secrets of the namespace with the credentials of image registries. */
        Optional<List<String>> imagePullSecrets();

        /** Name of the resource that GPUs are asked for by. */
        @WithDefault("nvidia.com/gpu")
        String gpuResource();

        /**
         * Whether pods that ask for secrets get them, by the webhook of executor-operator (flyte.executor.webhook.enabled); else apps
         * with secrets are refused.
         */
        @WithDefault("false")
        boolean secrets();
    }

    /** The way from the public address to the pods. */
    interface Route {
        /** {@code none}: something else leads there; {@code httproute}: an HTTPRoute; {@code ingress}: an Ingress. */
        @WithDefault("none")
        String kind();

        /** Gateway of the HTTPRoutes, as {@code namespace/name}. */
        Optional<String> gateway();

        /** Class of the Ingresses. */
        Optional<String> ingressClass();

        /** Annotations of the routes, such as those that have a proxy ask for a login. */
        Map<String, String> annotations();

        /** Whether what leads to apps lets only users in that have logged in; else only apps that need no login get a route. */
        @WithDefault("false")
        boolean login();

        /** Own domain names that apps may ask for, with the names below each. */
        Optional<List<String>> cnames();
    }

    /** Rolling updates of the Deployment backend. */
    interface Rollout {
        /** How long a pod still serves after it has left the Service, so that no request meets a closed port. */
        @WithDefault("5s")
        Duration preStop();

        /** How long requests may still run after that. */
        @WithDefault("30s")
        Duration grace();

        /** A new revision whose pods are not ready within this time has failed. */
        @WithDefault("10m")
        Duration deadline();

        /** Use of the requested CPU at which apps without a metric of their own get another replica, in percent. */
        @WithDefault("80")
        @Min(1)
        @Max(1000)
        int cpuTarget();
    }

    /** A proxy in each pod of the Deployment backend, by which servers are reached that listen on 127.0.0.1 only. */
    interface Proxy {
        /** Image of copilot, which is the proxy; without one, apps have to listen on all addresses. Needs Kubernetes 1.29. */
        Optional<String> image();

        /** Pull policy of that image: Always, IfNotPresent or Never. */
        @WithDefault("IfNotPresent")
        String imagePullPolicy();

        /** Port of the pod on which it listens; the next one for an app that has this port. */
        @WithDefault("8012")
        @Min(1024)
        @Max(65_000)
        int port();

        /** CPU request of it. */
        @WithDefault("10m")
        String cpu();

        /** Memory request and limit of it. */
        @WithDefault("96Mi")
        String memory();
    }

    /** The loop that brings apps to Kubernetes. */
    interface Reconcile {
        /** Time after which every app is looked at again. */
        @WithDefault("5m")
        Duration resync();

        /** How long the row of a deleted app is kept after its objects are gone: all replicas see the deletion in that time. */
        @WithDefault("2m")
        Duration keepDeleted();

        /** Maximum number of apps that are reconciled at the same time. */
        @WithDefault("4")
        @Min(1)
        @Max(64)
        int concurrency();

        /** Maximum number of conditions that an app keeps. */
        @WithDefault("10")
        @Min(1)
        @Max(100)
        int conditions();
    }

    /** Streams of changes. */
    interface Watch {
        /** Interval of reading the changes of other replicas. */
        @WithDefault("500ms")
        Duration pollInterval();

        /** A stream that was silent for this long gets an empty message. */
        @WithDefault("25s")
        Duration heartbeat();

        /** Maximum number of apps whose changes wait for one reader; a slower one is asked to watch again. */
        @WithDefault("1000")
        @Min(1)
        @Max(100_000)
        int maxPending();

        /** Maximum number of streams of one replica. */
        @WithDefault("2000")
        @Min(1)
        int maxStreams();
    }

    /** Streams of logs. */
    interface Logs {
        /** Maximum number of replicas whose logs one replica of the service follows, for all clients together. */
        @WithDefault("200")
        @Min(1)
        @Max(10_000)
        int maxStreams();

        /** Maximum number of replicas of one stream. */
        @WithDefault("50")
        @Min(1)
        @Max(1000)
        int maxReplicas();

        /** A stream whose client does not read for this long ends. */
        @WithDefault("60s")
        Duration stallTimeout();
    }

    /** Statements. */
    interface Database {
        /** Maximum time of one statement, the wait for a connection included; then the call is answered UNAVAILABLE. */
        @WithDefault("5s")
        Duration timeout();

        /** Maximum number of statements that wait for a connection; more are answered UNAVAILABLE. */
        @WithDefault("2000")
        @Min(1)
        int maxWaiting();
    }
}
