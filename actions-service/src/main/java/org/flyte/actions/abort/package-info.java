/** Aborts an action and all its descendants. */
package org.flyte.actions.abort;
