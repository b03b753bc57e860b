/** Who makes a call: the kinds of callers, the issuers whose tokens name them, and the pods that are known. */
package org.flyte.platform.identity;
