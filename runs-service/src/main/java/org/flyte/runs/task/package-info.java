/**
 * Deployed tasks, their versions and, with them, their triggers. Tasks are entities (see
 * docs/adr/0018-hibernate-for-entities-sql-for-hot-paths.md); lists read by SQL.
 */
package org.flyte.runs.task;
