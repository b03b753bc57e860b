package org.flyte.platform.embedded;

import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.Optional;

/** Answers requests that the embedded Kubernetes API does not support, such as pod logs. */
@FunctionalInterface
public interface ApiExtension {
    ApiExtension NONE = request -> Optional.empty();

    /** The answer, or empty to leave the request to the embedded API. */
    Optional<MockResponse> answer(RecordedRequest request);
}
