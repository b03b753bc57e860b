/** The rules of watching: which states a stream sends. */
package org.flyte.actions.watch.rule;
