/** Signals conditions: passes the value of a waiting condition to actions-service. */
package org.flyte.runs.signal;
