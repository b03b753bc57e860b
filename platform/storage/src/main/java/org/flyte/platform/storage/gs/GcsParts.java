package org.flyte.platform.storage.gs;

import com.google.api.client.http.HttpResponse;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Map;
import org.flyte.platform.model.FlyteException;
import org.flyte.platform.model.FlyteException.Unavailable;
import org.flyte.platform.storage.Md5;
import org.flyte.platform.storage.gs.GcsHttp.Body;
import org.flyte.platform.storage.remote.Location;
import org.flyte.platform.storage.remote.RemoteBackend.Parts;
import org.jboss.logging.Logger;

/**
 * A resumable upload. The last part ends it, so each is held back until the next one comes. A part whose answer was lost
 * is sent again from where the store has it. The store verifies no part, so the MD5 of the whole is compared at the end.
 */
final class GcsParts implements Parts {
    private static final Logger LOG = Logger.getLogger(GcsParts.class);

    private final GcsHttp http;
    private final Location at;
    private final String session;
    private final Md5 whole = new Md5();
    private byte[] pending;
    private long sent;

    /** @param session address of the upload, "" when the object exists already */
    GcsParts(GcsHttp http, Location at, String session) {
        this.http = http;
        this.at = at;
        this.session = session;
    }

    @Override
    public void add(byte[] content, String md5) {
        if (session.isEmpty()) {
            return;
        }
        if (pending != null) {
            send("*");
        }
        pending = content;
        whole.update(content);
    }

    @Override
    public boolean complete() {
        if (session.isEmpty()) {
            return false;
        }
        JsonObject object = send(Long.toString(sent + pending.length));
        if (object == null) {
            return false;
        }
        String expected = whole.base64();
        if (object.has("md5Hash") && !object.get("md5Hash").getAsString().equals(expected)) {
            http.json(http.send("DELETE", object.get("selfLink").getAsString(), Map.of(), Body.NONE, at), at);
            throw new Unavailable(null, "the content did not reach the object store unchanged, at %s: try again", at);
        }
        return true;
    }

    /** Sends the pending part; answers what the store says of the object, null when it exists already. */
    private JsonObject send(String total) {
        long end = sent + pending.length;
        String range = "bytes %d-%d/%s".formatted(sent, end - 1, total);
        HttpResponse response = http.send(
                "PUT", session, Map.of("Content-Range", range), new Body("application/octet-stream", pending), at);
        int status = response.getStatusCode();
        JsonObject answer = http.json(response, at);
        if (status == GcsHttp.PRECONDITION_FAILED) {
            return null;
        }
        if (status == GcsHttp.RESUME
                && !("bytes=0-" + (end - 1)).equals(response.getHeaders().getRange())) {
            throw new Unavailable(null, "the object store took a part of the content only, at %s: try again", at);
        }
        sent = end;
        pending = null;
        return answer;
    }

    @Override
    public void abort() {
        if (session.isEmpty()) {
            return;
        }
        try {
            http.send("DELETE", session, Map.of(), Body.NONE, at).disconnect();
        } catch (FlyteException | IOException e) {
            LOG.debugf("unfinished upload stays until it expires: object=%s cause=%s", at, e.getMessage());
        }
    }
}
