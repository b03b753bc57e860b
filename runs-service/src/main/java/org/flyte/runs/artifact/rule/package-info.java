/** Which artifacts can be published, and what their partitions are. */
package org.flyte.runs.artifact.rule;
