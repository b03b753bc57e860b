package org.flyte.runs.access;

import java.time.Instant;
import org.flyte.platform.identity.role.RoleBinding;

/**
 * A binding and where it comes from.
 *
 * @param createdBy to show
 */
record StoredBinding(RoleBinding binding, BindingSource source, Instant createdAt, String createdBy) {}
