/**
 * Every rule of the life of an action, as pure functions: {@link org.flyte.executor.reconcile.rule.Decisions} for tasks,
 * {@link org.flyte.executor.reconcile.rule.SignalWait} for conditions.
 */
package org.flyte.executor.reconcile.rule;
