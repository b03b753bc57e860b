package org.flyte.platform.secrets;

import org.flyte.platform.model.FlyteException.FailedPrecondition;

/** What a secret is for. */
public enum SecretKind {
    /** Given to tasks that ask for it. */
    GENERIC,
    /** Credentials of image registries: the kubelet pulls images with them, tasks do not see them. */
    IMAGE_PULL;

    /** Fails with FailedPrecondition when the new value of a secret of this kind is of another one. */
    public void requireSame(SecretKind other, SecretId id) {
        if (this != other) {
            throw new FailedPrecondition(
                    "secret %s is of another type, which cannot change: delete it and create it again", id);
        }
    }
}
