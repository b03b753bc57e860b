/** The client of runs-service, which holds the durable state of actions. */
package org.flyte.actions.runs;
