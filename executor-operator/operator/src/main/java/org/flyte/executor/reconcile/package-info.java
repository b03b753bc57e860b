/** The controller of TaskActions: observe, decide, act, record, publish. */
package org.flyte.executor.reconcile;
