/** Accepts events of actions by RPC and publishes them to the event topic. */
package org.flyte.events;
