/** The call itself: HTTP requests as gRPC server calls, and the methods that serve them. */
package org.flyte.platform.connect.call;
