/** Publishes the phases of actions to the broker, in order and at least once. */
package org.flyte.executor.event;
