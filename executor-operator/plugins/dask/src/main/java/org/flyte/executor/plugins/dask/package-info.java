/** Carries out tasks of the type dask as DaskJobs. */
package org.flyte.executor.plugins.dask;
