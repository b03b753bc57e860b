/** The interceptor in front of every RPC: it identifies the caller, asks for the permission, and looks after streams. */
package org.flyte.platform.identity.call;
