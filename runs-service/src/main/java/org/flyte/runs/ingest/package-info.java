/** Reads action events from Kafka and appends them; see docs/behaviour/event-stream.md. */
package org.flyte.runs.ingest;
