package org.flyte.platform.identity.permission;

import java.util.List;

/**
 * What a method needs.
 *
 * @param method full name, such as {@code flyteidl2.workflow.RunService/AbortRun}
 * @param places where the role is needed
 * @param viewed what the request refers to beside its places: the viewer role is needed there
 * @param partial whether a request that names no place, or only a part of one, needs a login only: the use case answers what
 *     the caller may see
 * @param pods what pods may do with it
 * @param services whether services may call it for themselves
 */
public record MethodRule(
        String method,
        Need need,
        List<PlacePath> places,
        List<PlacePath> viewed,
        boolean partial,
        PodScope pods,
        boolean services,
        AtExpiry atExpiry) {}
