/** When triggers fire: pure rules of cron expressions and fixed rates; see docs/behaviour/schedules.md. */
package org.flyte.runs.trigger.rule;
