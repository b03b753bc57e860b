package org.flyte.executor.plugins.connector.settings;

import java.time.Duration;

/** How long each operation of a connector service may take. */
public record Timeouts(Duration create, Duration get, Duration delete, Duration list) {}
