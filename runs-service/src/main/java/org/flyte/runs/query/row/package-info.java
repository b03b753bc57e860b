/** Rows of the table of actions: their columns, their reader and what they are in Java. */
package org.flyte.runs.query.row;
