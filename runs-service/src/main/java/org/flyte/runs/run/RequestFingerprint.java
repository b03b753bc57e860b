package org.flyte.runs.run;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.flyte.platform.model.Sha256;
import org.flyte.runs.action.SpecBlob;
import org.flyte.runs.run.NewRun.Call;

/**
 * What makes two CreateRun calls the same request: the caller, the client's request id, and all that the request says. A
 * request id alone is not enough. The SDK takes it from a random generator that user code may seed, and a gateway may send
 * one id for many calls.
 *
 * @param digest SHA-256
 */
record RequestFingerprint(ByteString digest) {

    /**
     * Returns the fingerprint, or null: a call without a request id is never the same as another, and a run whose name the
     * client chose is known by its name.
     */
    static RequestFingerprint of(Call call, RunRequest request, SpecBlob task) {
        if (call.requestId().isEmpty() || request.named()) {
            return null;
        }
        MessageDigest digest = Sha256.newDigest();
        add(digest, call.subject());
        add(digest, call.requestId());
        add(digest, request.run().project());
        add(digest, request.run().domain());
        add(digest, task.digest().toByteArray());
        switch (request.inputs()) {
            case RunRequest.GivenInputs.Absent absent -> add(digest, "");
            case RunRequest.GivenInputs.Inline inline -> add(digest, inline.inputs());
            case RunRequest.GivenInputs.Uploaded uploaded -> {
                add(digest, uploaded.uri());
                add(digest, uploaded.hash());
            }
        }
        add(digest, request.settings());
        add(digest, request.startTime().map(SpecBlob::deterministic).orElse(new byte[0]));
        add(digest, request.source().name());
        return new RequestFingerprint(ByteString.copyFrom(digest.digest()));
    }

    private static void add(MessageDigest digest, MessageLite part) {
        add(digest, SpecBlob.deterministic(part));
    }

    private static void add(MessageDigest digest, String part) {
        add(digest, part.getBytes(StandardCharsets.UTF_8));
    }

    /** With its length first, so that no two lists of parts are the same bytes. */
    private static void add(MessageDigest digest, byte[] part) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
        digest.update(part);
    }
}
