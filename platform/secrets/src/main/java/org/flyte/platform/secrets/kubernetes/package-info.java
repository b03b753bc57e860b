/** Secrets as Kubernetes Secrets. */
package org.flyte.platform.secrets.kubernetes;
