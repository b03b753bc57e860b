/** Streams the states of an action's children to the controller in its pod. */
package org.flyte.actions.watch;
