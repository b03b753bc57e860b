/** The RPC adapter of the data proxy. */
package org.flyte.dataproxy.rpc;
