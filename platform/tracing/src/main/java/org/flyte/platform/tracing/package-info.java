/** The trace of a run where no call carries it; see docs/behaviour/tracing.md. */
package org.flyte.platform.tracing;
