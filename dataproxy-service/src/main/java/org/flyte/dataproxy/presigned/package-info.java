/** Presigned URLs: their lifetime, and serving them for a folder store. */
package org.flyte.dataproxy.presigned;
