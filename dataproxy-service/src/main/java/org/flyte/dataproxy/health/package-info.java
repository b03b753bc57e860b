/** Readiness of the service. */
package org.flyte.dataproxy.health;
