package org.flyte.dataproxy.upload;

import java.time.Duration;
import org.flyte.dataproxy.Times;
import org.flyte.idl.dataproxy.CreateUploadLocationRequest;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.InvalidArgument;

/** What a request for an upload link must fulfil, and the address it is for (dataplane spec §1.1). */
final class UploadRules {
    private static final int MD5_BYTES = 16;

    private UploadRules() {}

    /** Largest announced size in bytes (0: any) and longest life of a link. */
    record Limits(long maxSize, Duration maxExpiresIn) {}

    /**
     * Checks the request and tells how long its link shall live.
     *
     * @throws InvalidArgument naming the field that is wrong
     */
    static Duration check(CreateUploadLocationRequest request, Limits limits) {
        if (request.getFilenameRoot().isEmpty() && request.getContentMd5().isEmpty()) {
            throw new InvalidArgument("either filename_root or content_md5 must be provided");
        }
        int md5 = request.getContentMd5().size();
        if (md5 != 0 && md5 != MD5_BYTES) {
            throw new InvalidArgument("content_md5 has %d bytes, an MD5 has %d", md5, MD5_BYTES);
        }
        Duration lifetime = Times.lifetime(request.hasExpiresIn(), request.getExpiresIn(), limits.maxExpiresIn());
        if (request.getContentLength() < 0) {
            throw new InvalidArgument("content_length is negative");
        }
        if (limits.maxSize() > 0 && request.getContentLength() > limits.maxSize()) {
            throw new InvalidArgument(
                    "content_length of %d bytes exceeds maximum allowed size of %d bytes",
                    request.getContentLength(), limits.maxSize());
        }
        requireSegment("project", request.getProject());
        requireSegment("domain", request.getDomain());
        return lifetime;
    }

    /** Where the upload goes: below its root if it belongs to a folder, else below its checksum. */
    static String address(String base, String prefix, CreateUploadLocationRequest request) {
        String root = request.getFilenameRoot().isEmpty()
                ? Base32.encode(request.getContentMd5().toByteArray())
                : request.getFilenameRoot();
        return Address.join(base, prefix, request.getProject(), request.getDomain(), root, request.getFilename());
    }

    private static void requireSegment(String field, String value) {
        if (value.isEmpty()) {
            throw new InvalidArgument("%s is required", field);
        }
        if (value.contains("/")) {
            throw new InvalidArgument("%s must not contain a slash", field);
        }
    }
}
