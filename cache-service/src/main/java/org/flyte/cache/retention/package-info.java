/** Deletes entries that nobody uses and reservations that have expired. */
package org.flyte.cache.retention;
