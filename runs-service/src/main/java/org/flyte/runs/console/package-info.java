/** flyte.console.v1: what the web console reads faster than by the published services. See docs/behaviour/console.md. */
package org.flyte.runs.console;
