/** SecretService: secrets go in and never come back. */
package org.flyte.secrets;
