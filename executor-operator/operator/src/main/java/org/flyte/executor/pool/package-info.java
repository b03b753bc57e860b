/** Warm workers: tasks of an environment with a reuse policy run in processes that stay; see docs/behaviour/reuse.md. */
package org.flyte.executor.pool;
