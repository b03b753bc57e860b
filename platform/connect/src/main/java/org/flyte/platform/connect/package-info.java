/** Connect, gRPC-Web and gRPC on one port, in front of the same gRPC service beans. Knows nothing of Flyte. */
package org.flyte.platform.connect;
