/** Carries out tasks of the type {@code k8s-job} as Jobs of Kubernetes. */
package org.example.job;
