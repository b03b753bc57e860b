package org.flyte.platform.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that needs a real Kubernetes, named by {@code KUBECONFIG}.
 *
 * <p>Without one it is skipped, and {@code make test} says so at its end; with {@code CI=true} it fails.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("cluster")
@ExtendWith(RealClusterCondition.class)
public @interface RealCluster {}
