/** Secrets as encrypted files. */
package org.flyte.platform.secrets.file;
