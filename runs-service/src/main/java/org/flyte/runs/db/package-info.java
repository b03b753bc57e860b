/**
 * What the statements of all features share: array parameters, key columns, group commit and the meaning of failures.
 *
 * <p>Entities with plain create, read, update and delete use Hibernate Reactive (package project); everything on a hot
 * path uses the reactive client with SQL. See docs/adr/0018-hibernate-for-entities-sql-for-hot-paths.md.
 */
package org.flyte.runs.db;
