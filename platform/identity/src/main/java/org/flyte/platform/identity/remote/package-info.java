/** The roles of a service that does not keep them: read from the one that does. */
package org.flyte.platform.identity.remote;
