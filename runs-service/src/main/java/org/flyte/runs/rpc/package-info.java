/** The adapter of flyteidl2.workflow.RunService, whose methods belong to several features. Nothing depends on it. */
package org.flyte.runs.rpc;
