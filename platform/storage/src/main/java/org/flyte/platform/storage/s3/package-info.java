/** The backend for S3 and compatible servers. */
package org.flyte.platform.storage.s3;
