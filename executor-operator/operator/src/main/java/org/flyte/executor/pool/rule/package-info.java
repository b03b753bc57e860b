/** What a pool of warm workers does and why: pure rules. */
package org.flyte.executor.pool.rule;
