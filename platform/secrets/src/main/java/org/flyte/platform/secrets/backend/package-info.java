/** The choice of a secret manager. */
package org.flyte.platform.secrets.backend;
