/** The state of a child action as its parent's watchers receive it. */
package org.flyte.actions.child;
