/** Secrets in Google Cloud Secret Manager. */
package org.flyte.platform.secrets.gcp;
