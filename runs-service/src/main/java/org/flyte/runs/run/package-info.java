/**
 * Creates runs: parses the request, resolves the task, completes the settings, and stores inputs, root action and outbox
 * entry. A run is its root action; see docs/adr/0012-a-run-is-its-root-action.md.
 */
package org.flyte.runs.run;
