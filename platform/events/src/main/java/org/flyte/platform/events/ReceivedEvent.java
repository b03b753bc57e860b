package org.flyte.platform.events;

import com.google.protobuf.InvalidProtocolBufferException;
import org.flyte.idl.common.ActionPhase;
import org.flyte.idl.workflow.ActionEvent;

/**
 * What a record of the event topic contains. A poison record is a value, not an exception: thrown out of the consumer's
 * poll it would stop its partition.
 */
public sealed interface ReceivedEvent {
    /** A well-formed event: names an action, an attempt from 1 on, and a known phase. */
    record Valid(ActionEvent event) implements ReceivedEvent {}

    /**
     * A record that no attempt can process; it becomes a {@link DeadLetter}.
     *
     * @param cause one line that says what is wrong
     */
    record Poison(byte[] payload, String cause) implements ReceivedEvent {}

    /** Judges a payload; never throws. */
    static ReceivedEvent of(byte[] payload) {
        if (payload == null) {
            return new Poison(new byte[0], "the record has no payload");
        }
        try {
            ActionEvent event = ActionEvent.parseFrom(payload);
            String flaw = flawOf(event);
            return flaw == null ? new Valid(event) : new Poison(payload, flaw);
        } catch (InvalidProtocolBufferException e) {
            return new Poison(payload, "not an ActionEvent: " + e.getMessage().replace('\n', ' '));
        }
    }

    private static String flawOf(ActionEvent event) {
        if (event.getId().getRun().getProject().isEmpty()) {
            return "id.run.project is empty";
        }
        if (event.getId().getRun().getDomain().isEmpty()) {
            return "id.run.domain is empty";
        }
        if (event.getId().getRun().getName().isEmpty()) {
            return "id.run.name is empty";
        }
        if (event.getId().getName().isEmpty()) {
            return "id.name is empty";
        }
        if (event.getAttempt() <= 0) {
            return "attempt is " + Integer.toUnsignedString(event.getAttempt()) + ", it must be at least 1";
        }
        if (event.getPhase() == ActionPhase.UNRECOGNIZED || event.getPhase() == ActionPhase.ACTION_PHASE_UNSPECIFIED) {
            return "phase " + event.getPhaseValue() + " is unknown";
        }
        return null;
    }
}
