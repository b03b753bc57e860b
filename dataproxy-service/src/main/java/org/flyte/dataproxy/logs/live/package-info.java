/** Output of containers that run: one upstream stream for all readers of a container. */
package org.flyte.dataproxy.logs.live;
