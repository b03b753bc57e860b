/** The RPCs of both versions of the service. */
package org.flyte.cache.rpc;
