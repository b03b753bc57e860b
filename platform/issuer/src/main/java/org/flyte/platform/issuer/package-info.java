/** A small OpenID Connect provider with users and clients from the configuration, for devbox and tests. */
package org.flyte.platform.issuer;
