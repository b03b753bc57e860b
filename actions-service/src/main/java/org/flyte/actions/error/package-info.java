/** Errors of actions that are only in the object store. */
package org.flyte.actions.error;
