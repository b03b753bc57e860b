/** Which objects of the cluster the pods of a task may be given. */
package org.flyte.platform.identity.cluster;
