package org.flyte.actions.support;

import io.quarkus.test.common.WithTestResource;
import org.flyte.platform.testkit.KubernetesApi;

/** The service against the embedded Kubernetes API. */
@WithTestResource(KubernetesApi.class)
public abstract class EmbeddedActionsTestBase extends ActionsServiceTestBase {}
