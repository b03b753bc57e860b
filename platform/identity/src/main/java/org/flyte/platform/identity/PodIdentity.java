package org.flyte.platform.identity;

import org.flyte.platform.model.ActionKey;

/**
 * What the pod of a live attempt runs.
 *
 * @param action that the pod belongs to
 * @param attempt counted from 1
 * @param creator who made the run: the pod has no more rights than its creator; anonymous if nobody is known
 */
public record PodIdentity(ActionKey action, int attempt, Caller creator) {}
