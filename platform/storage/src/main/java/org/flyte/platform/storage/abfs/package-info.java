/** Azure Blob Storage by Azure's client. */
package org.flyte.platform.storage.abfs;
