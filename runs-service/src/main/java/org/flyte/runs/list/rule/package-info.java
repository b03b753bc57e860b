/**
 * The grammar of list requests as SQL: filters, sort order, page tokens. Each list has a
 * {@link org.flyte.runs.list.rule.ColumnSet} of its own.
 */
package org.flyte.runs.list.rule;
