/**
 * Reads of single runs and actions. {@code row} has an action as every reader sees it; {@code rule} folds events into
 * attempts and projects rows into messages.
 */
package org.flyte.runs.query;
