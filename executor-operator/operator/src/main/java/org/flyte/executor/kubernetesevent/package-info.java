/** Kubernetes Events about TaskActions, for people with {@code kubectl}; not the action events of the broker. */
package org.flyte.executor.kubernetesevent;
