/** How an application proves to other services who it is, and for whom it calls. */
package org.flyte.platform.identity.outgoing;
