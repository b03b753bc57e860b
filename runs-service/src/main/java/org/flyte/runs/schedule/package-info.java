/**
 * Starts the runs of scheduled triggers: exactly one for each due time, however many replicas there are; see
 * docs/behaviour/schedules.md.
 */
package org.flyte.runs.schedule;
