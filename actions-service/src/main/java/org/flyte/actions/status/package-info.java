/** Forwards the phases of TaskActions to runs-service, without Kafka. */
package org.flyte.actions.status;
