/** The other replicas of this service, which are told what they cannot see for themselves. */
package org.flyte.actions.replica;
