/** Runs apps by Deployments, with Services, HorizontalPodAutoscalers and routes. */
package org.flyte.apps.backend.deployment;
