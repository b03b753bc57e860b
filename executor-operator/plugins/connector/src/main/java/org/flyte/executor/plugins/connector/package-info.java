/** Carries out tasks as jobs of connector services; see docs/behaviour/connectors.md. */
package org.flyte.executor.plugins.connector;
