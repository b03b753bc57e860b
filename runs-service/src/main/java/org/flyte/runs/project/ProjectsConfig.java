package org.flyte.runs.project;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** Projects and domains of this installation. */
@ConfigMapping(prefix = "flyte.projects")
public interface ProjectsConfig {
    /** Projects that are created at start when they do not exist. */
    @WithDefault("flytesnacks")
    List<String> seed();

    /**
     * Ids of the domains that every project has besides those that were created, in the order they are shown; set by
     * {@code flyte.domains}.
     */
    @WithDefault("${flyte.domains:development,staging,production}")
    List<String> domains();

    /** How long another replica may take to notice that a project was archived, or a domain created. */
    @WithDefault("5s")
    Duration cacheFor();
}
