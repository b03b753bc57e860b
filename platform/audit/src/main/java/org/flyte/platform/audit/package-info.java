/** The audit trail of calls: selection, records, their chain, and where they go; see docs/behaviour/audit.md. */
package org.flyte.platform.audit;
