package org.flyte.platform.secrets;

/** What a secret is for. */
public enum SecretKind {
    /** Given to tasks that ask for it. */
    GENERIC,
    /** Credentials of image registries: the kubelet pulls images with them, tasks do not see them. */
    IMAGE_PULL
}
