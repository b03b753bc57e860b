/** The tree of a run's actions as one stream has sent it. */
package org.flyte.runs.watch.rule;
