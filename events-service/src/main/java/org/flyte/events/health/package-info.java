/** Readiness of the service. */
package org.flyte.events.health;
