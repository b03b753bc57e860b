/** Every service in one process, for a laptop: start-up, the embedded parts, and the local node. */
package org.flyte.devbox;
