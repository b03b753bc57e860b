/** Pure rules of reading: events into attempts, attempts and row into a result, rows into messages. */
package org.flyte.runs.query.rule;
