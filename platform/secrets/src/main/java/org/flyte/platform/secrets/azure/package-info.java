/** Secrets in Azure Key Vault. */
package org.flyte.platform.secrets.azure;
