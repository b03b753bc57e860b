package org.flyte.platform.secrets;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where secrets are kept. The same for every service that has these keys. */
@ConfigMapping(prefix = "flyte.secrets")
public interface SecretsConfig {
    /** The manager: kubernetes, aws, gcp, azure, vault, or file (encrypted files, for one process). */
    @WithDefault("kubernetes")
    String manager();

    /** Maximum size of a value; some managers have a lower limit of their own. */
    @WithDefault("64K")
    MemorySize maxValueSize();

    /** Kubernetes Secrets. */
    Kubernetes kubernetes();

    /** Encrypted files. */
    Files file();

    /** HashiCorp Vault. */
    Vault vault();

    /** AWS Secrets Manager. */
    Aws aws();

    /** Google Cloud Secret Manager. */
    Gcp gcp();

    /** Azure Key Vault. */
    Azure azure();

    interface Kubernetes {
        /** Namespace of the Secrets that keep the values; pods run elsewhere or there. */
        @WithDefault("${flyte.kubernetes.namespace:flyte}")
        String namespace();
    }

    interface Files {
        /** Folder of the encrypted files; required for the manager file. */
        Optional<Path> folder();

        /** File of the key, created with mode 0600 when it does not exist; absent means a file secrets.key beside the folder. */
        Optional<Path> key();
    }

    interface Vault {
        /** Address of Vault; required for the manager vault. */
        Optional<URI> address();

        /** Where the key/value engine, version 2, is mounted. */
        @WithDefault("secret")
        String mount();

        /** Folder of the secrets in the engine. */
        @WithDefault("flyte")
        String prefix();

        /** Namespace of Vault Enterprise. */
        Optional<String> namespace();

        /** Token for requests; one of token, token-file and role is required. */
        Optional<String> token();

        /** File with the token, read for every request, such as an agent keeps up to date. */
        Optional<Path> tokenFile();

        /** Role of the Kubernetes login; the token comes from the service account of the pod. */
        Optional<String> role();

        /** Where the Kubernetes login is mounted. */
        @WithDefault("kubernetes")
        String authPath();

        /** File with the token of the service account, for the login with a role. */
        @WithDefault("/var/run/secrets/kubernetes.io/serviceaccount/token")
        Path jwtFile();

        /** Longest time of a request. */
        @WithDefault("4s")
        Duration timeout();
    }

    interface Aws {
        /** Region; absent means that of the environment, as the AWS SDK finds it. */
        Optional<String> region();

        /** Address of another endpoint than that of the region, such as a VPC endpoint. */
        Optional<URI> endpoint();

        /** Key that encrypts the secrets; absent means that of the account. */
        Optional<String> kmsKey();

        /** Longest time of a request, retries included. */
        @WithDefault("4s")
        Duration timeout();
    }

    interface Gcp {
        /** Project that keeps the secrets; required for the manager gcp. */
        Optional<String> project();

        /** Regions that keep copies of the secrets; absent leaves that to Google. */
        Optional<List<String>> locations();

        /** Address of Secret Manager, such as that of a region. */
        @WithDefault("https://secretmanager.googleapis.com")
        URI endpoint();

        /** Longest time of a request. */
        @WithDefault("4s")
        Duration timeout();
    }

    interface Azure {
        /** Address of the vault, such as https://name.vault.azure.net; required for the manager azure. */
        Optional<URI> vaultUrl();

        /** Longest time of a request. */
        @WithDefault("4s")
        Duration timeout();
    }
}
