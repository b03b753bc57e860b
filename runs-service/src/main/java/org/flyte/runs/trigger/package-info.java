/**
 * Triggers of tasks, their revisions, and the scheduler that starts their runs; see docs/behaviour/schedules.md. Triggers
 * are entities (docs/adr/0018-hibernate-for-entities-sql-for-hot-paths.md); lists and the scheduler's claims are SQL.
 */
package org.flyte.runs.trigger;
