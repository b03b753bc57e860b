/** Chooses the backend of the store from the configuration. */
package org.flyte.platform.storage.backend;
