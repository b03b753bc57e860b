/** Presigned URLs for uploading files. */
package org.flyte.dataproxy.upload;
