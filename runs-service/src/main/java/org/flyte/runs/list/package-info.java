/** Pages of runs and of the actions of a run. */
package org.flyte.runs.list;
