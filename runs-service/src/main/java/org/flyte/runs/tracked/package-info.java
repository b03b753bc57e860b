/** Runs that a client executes itself and only reports; see docs/behaviour/tracked-runs.md. */
package org.flyte.runs.tracked;
