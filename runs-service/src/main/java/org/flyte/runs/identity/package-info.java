/** Who calls, from the headers of a verifying proxy, and what clients need to log in; see docs/behaviour/request-identity.md. */
package org.flyte.runs.identity;
