/** The backend that keeps objects as files below one folder. */
package org.flyte.platform.storage.file;
