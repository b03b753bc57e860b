/** Runs apps by Services of Knative Serving. */
package org.flyte.apps.backend.knative;
