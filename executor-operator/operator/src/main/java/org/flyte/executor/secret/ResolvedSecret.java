package org.flyte.executor.secret;

import org.flyte.platform.secrets.SecretValue;

/** What a task asks for and its value. */
record ResolvedSecret(SecretRequest request, SecretValue value) {}
