/** Secrets in HashiCorp Vault, version 2 of its key/value engine. */
package org.flyte.platform.secrets.vault;
