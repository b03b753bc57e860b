/** Aborts runs and actions with all their descendants, on request and when their parent is terminal. */
package org.flyte.runs.abort;
