/** Secrets in AWS Secrets Manager. */
package org.flyte.platform.secrets.aws;
