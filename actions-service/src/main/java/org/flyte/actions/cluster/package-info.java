/** TaskActions: reading and writing them in Kubernetes, and the index of them that the informer keeps up to date. */
package org.flyte.actions.cluster;
