/** Readiness of the service. */
package org.flyte.actions.health;
