/** The protocol between the operator and the supervisors of warm workers; see docs/behaviour/reuse.md. */
package org.flyte.executor.pool.wire;
