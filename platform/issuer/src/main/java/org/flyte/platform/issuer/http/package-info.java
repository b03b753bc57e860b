/** The endpoints and pages of the provider. */
package org.flyte.platform.issuer.http;
