/** The backend for S3 and servers that speak its protocol. */
package org.flyte.platform.storage.s3;
