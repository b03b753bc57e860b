package org.flyte.dataproxy.upload;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.flyte.dataproxy.presigned.UrlLifetime;
import org.flyte.dataproxy.scope.DataScope;
import org.flyte.idl.dataproxy.CreateUploadLocationRequest;
import org.flyte.platform.model.Address;
import org.flyte.platform.model.FlyteException.InvalidArgument;
import org.flyte.platform.model.RequestFields;

/**
 * A file that a client wants to upload.
 *
 * @param filenameRoot folder of the file; empty: the file is named by its checksum
 * @param contentMd5 16 bytes, or empty
 * @param storeMd5 whether the object keeps the MD5 as metadata
 * @param contentLength announced bytes; 0: not announced
 * @param expiresIn requested lifetime of the presigned URL
 */
public record NewUpload(
        String project,
        String domain,
        String filenameRoot,
        String filename,
        ByteString contentMd5,
        boolean storeMd5,
        long contentLength,
        Optional<Duration> expiresIn) {
    private static final int MD5_BYTES = 16;
    private static final Pattern FIRST_SEGMENT = Pattern.compile("^/*([^/]*).*$", Pattern.DOTALL);
    /** Base32 of an MD5. */
    private static final Pattern CHECKSUM = Pattern.compile("(?i)[A-Z2-7]{26}={0,6}");

    /**
     * Reads and checks a request.
     *
     * @throws InvalidArgument naming the field that is wrong
     */
    public static NewUpload from(CreateUploadLocationRequest request) {
        if (request.getFilenameRoot().isEmpty() && request.getContentMd5().isEmpty()) {
            throw new InvalidArgument("either filename_root or content_md5 must be provided");
        }
        int md5 = request.getContentMd5().size();
        if (md5 != 0 && md5 != MD5_BYTES) {
            throw new InvalidArgument("content_md5 has %d bytes, but an MD5 has %d", md5, MD5_BYTES);
        }
        if (request.getContentLength() < 0) {
            throw new InvalidArgument("content_length is negative");
        }
        return new NewUpload(
                RequestFields.pathSegment("project", request.getProject()),
                RequestFields.pathSegment("domain", request.getDomain()),
                allowedRoot(request.getFilenameRoot()),
                request.getFilename(),
                request.getContentMd5(),
                request.getAddContentMd5Metadata(),
                request.getContentLength(),
                UrlLifetime.requested(request.hasExpiresIn(), request.getExpiresIn()));
    }

    /** Refuses folders whose content others rely on: inputs of runs, and files that are named by their content. */
    private static String allowedRoot(String root) {
        String first = FIRST_SEGMENT.matcher(root).replaceFirst("$1");
        if (first.equalsIgnoreCase(DataScope.INPUTS)) {
            throw new InvalidArgument("filename_root must not begin with '%s', which is for UploadInputs", first);
        }
        if (CHECKSUM.matcher(first).matches()) {
            throw new InvalidArgument(
                    "filename_root must not begin with a checksum: leave it out and set content_md5 instead");
        }
        return root;
    }

    /** The address of the object: below {@code filenameRoot} if there is one, else below the checksum. */
    String address(String base, String prefix) {
        String root = filenameRoot.isEmpty() ? Base32.encode(contentMd5.toByteArray()) : filenameRoot;
        return Address.join(base, prefix, project, domain, root, filename);
    }

    /** Whether the address follows from the content. */
    boolean isNamedByContent() {
        return filenameRoot.isEmpty();
    }
}
