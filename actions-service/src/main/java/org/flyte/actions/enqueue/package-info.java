/** Enqueues actions: records them in runs-service and creates their TaskActions; traces are only published. */
package org.flyte.actions.enqueue;
