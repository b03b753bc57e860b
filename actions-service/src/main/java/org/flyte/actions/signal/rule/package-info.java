/** The rules of signalling: which values a condition takes. */
package org.flyte.actions.signal.rule;
