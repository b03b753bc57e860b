/** Readiness of the service. */
package org.flyte.secrets.health;
