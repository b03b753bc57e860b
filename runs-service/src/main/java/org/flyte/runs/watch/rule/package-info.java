/** The tree of a run's actions, and what of it one stream has sent. */
package org.flyte.runs.watch.rule;
