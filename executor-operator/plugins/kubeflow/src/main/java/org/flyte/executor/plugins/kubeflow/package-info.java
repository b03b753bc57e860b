/** Carries out tasks of the types pytorch, mpi and tensorflow as jobs of Kubeflow's training operator. */
package org.flyte.executor.plugins.kubeflow;
