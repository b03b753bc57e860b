/** Carries out tasks of the type spark as SparkApplications. */
package org.flyte.executor.plugins.spark;
