/**
 * Projects and their domains. Plain entities, so this package uses Hibernate Reactive; see
 * docs/adr/0018-hibernate-for-entities-sql-for-hot-paths.md.
 */
package org.flyte.runs.project;
