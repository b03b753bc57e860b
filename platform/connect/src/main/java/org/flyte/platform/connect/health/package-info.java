/** The gRPC health service. */
package org.flyte.platform.connect.health;
