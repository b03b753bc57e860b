package org.flyte.runs.retention;

import java.time.OffsetDateTime;
import org.flyte.platform.model.RunKey;

/**
 * A run that a pass looked at.
 *
 * @param due whether it is to be deleted
 * @param outputBase folder of its data; may be empty
 */
record OldRun(RunKey key, OffsetDateTime createdAt, boolean due, String outputBase) {}
