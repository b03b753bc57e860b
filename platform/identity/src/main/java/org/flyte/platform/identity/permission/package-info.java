/** Which method needs which permission where, and the decision on a call. */
package org.flyte.platform.identity.permission;
