/** Metrics of object stores. */
package org.flyte.platform.storage.metrics;
