/** The RPC adapters of ActionsService and of the older QueueService and StateService: check requests, call the use cases, answer. */
package org.flyte.actions.rpc;
