/** Carries out tasks of the type clustered-task as JobSets. */
package org.flyte.executor.plugins.jobset;
