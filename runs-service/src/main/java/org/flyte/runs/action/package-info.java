/**
 * Records actions and what executors report of them: children, phases and events. The only writer of phases but for
 * abort; see docs/behaviour/phases-and-attempts.md.
 */
package org.flyte.runs.action;
