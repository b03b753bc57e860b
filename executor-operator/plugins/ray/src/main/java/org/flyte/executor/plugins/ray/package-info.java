/** Carries out tasks of the type ray as RayJobs. */
package org.flyte.executor.plugins.ray;
