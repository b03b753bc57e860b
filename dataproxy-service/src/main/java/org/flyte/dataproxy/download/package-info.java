/** Presigned URLs for downloading reports and code bundles. */
package org.flyte.dataproxy.download;
