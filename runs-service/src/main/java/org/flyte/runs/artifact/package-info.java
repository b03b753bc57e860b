/**
 * Published values with a name, a version and partitions; see docs/behaviour/artifacts.md. Artifacts are entities (see
 * docs/adr/0018-hibernate-for-entities-sql-for-hot-paths.md); lists read by SQL.
 */
package org.flyte.runs.artifact;
