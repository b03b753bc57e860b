/**
 * Aborts, reruns or recovers every run that matches filters: an operation and its runs are rows, which replicas work off. See
 * docs/behaviour/bulk-operations.md.
 */
package org.flyte.runs.bulk;
