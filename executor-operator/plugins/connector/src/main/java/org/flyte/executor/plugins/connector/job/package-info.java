/** Jobs of connector services: created once, polled until they end, deleted when they are not wanted any more. */
package org.flyte.executor.plugins.connector.job;
