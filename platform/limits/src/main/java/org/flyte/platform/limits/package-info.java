/** Limits of callers, addresses and projects; see docs/behaviour/limits.md. */
package org.flyte.platform.limits;
