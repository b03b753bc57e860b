/** Cluster selection: where clients send data calls. */
package org.flyte.dataproxy.cluster;
