/** The RPC adapter of ActionsService: checks requests, calls the use cases, answers. */
package org.flyte.actions.rpc;
