package org.flyte.platform.connect;

import java.util.Optional;

/**
 * Names the features that an application does not have, for the message of UNIMPLEMENTED. A bean of the application
 * implements it; without one, the message has only the method's name.
 */
public interface FeatureNames {
    /** What a service such as {@code package.Service} is for, as users know it; empty when unknown. */
    Optional<String> of(String service);
}
