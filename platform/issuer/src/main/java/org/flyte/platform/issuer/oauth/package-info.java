/** The protocol: who gets which token. No HTTP and no framework. */
package org.flyte.platform.issuer.oauth;
