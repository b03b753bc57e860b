package org.flyte.actions.support;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import org.flyte.platform.testkit.KubernetesApi;
import org.flyte.platform.testkit.TestIssuer;

/** The service while every caller has to prove who it is; the stubs of the base class call as the service itself. */
@WithTestResource(KubernetesApi.class)
@WithTestResource(
        value = TestIssuer.class,
        initArgs = @ResourceArg(name = TestIssuer.SERVICE, value = "actions-service"))
public abstract class AuthenticatedActionsTestBase extends ActionsServiceTestBase {}
