/** Signals waiting conditions. */
package org.flyte.actions.signal;
