/**
 * The status of TaskActions: read as a state to decide on, changed by decisions, written with one patch.
 * {@link org.flyte.executor.reconcile.status.StatusStore} is the way in.
 */
package org.flyte.executor.reconcile.status;
