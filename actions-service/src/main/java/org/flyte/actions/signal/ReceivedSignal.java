package org.flyte.actions.signal;

import org.flyte.actions.signal.rule.SignalValue;
import org.flyte.platform.model.ActionKey;

/**
 * The signal for one condition.
 *
 * @param signalledBy subject of the caller, empty when unknown
 */
public record ReceivedSignal(ActionKey condition, SignalValue value, String signalledBy) {}
