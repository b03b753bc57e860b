/** Verification of bearer tokens, and the keys of their issuers. */
package org.flyte.platform.identity.token;
