/** For plugins whose try is one custom resource that a controller carries out as several pods: Spark, Ray, Dask, Kubeflow, JobSet. */
package org.flyte.executor.plugin.job;
