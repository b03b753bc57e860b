/** Deletes runs that are older than configured, with all that belongs to them, in small batches. */
package org.flyte.runs.retention;
