package org.flyte.platform.identity.permission;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flyte.platform.identity.Caller;
import org.flyte.platform.identity.PodIdentity;
import org.flyte.platform.identity.permission.PlacePath.Found;
import org.flyte.platform.identity.role.Grants;
import org.flyte.platform.identity.role.Place;
import org.flyte.platform.identity.role.Role;
import org.flyte.platform.identity.role.RoleBindings;
import org.flyte.platform.model.FlyteException.NotFound;
import org.flyte.platform.model.FlyteException.PermissionDenied;
import org.flyte.platform.model.FlyteException.Unauthenticated;

/**
 * Decides whether a caller may make a call. Pure: table, roles and request in, nothing or a refusal out.
 *
 * <p>Who has no role at a place is told that it does not exist; who has one that is too small is told which is needed.
 */
final class Authorization {
    private final Set<String> protectedDomains;

    Authorization(Set<String> protectedDomains) {
        this.protectedDomains = protectedDomains;
    }

    /** Refuses what can be refused before the request is there: callers that may never call the method. */
    void checkCaller(MethodRule rule, Caller caller) {
        switch (caller) {
            case Caller.Anonymous nobody -> {
                if (rule.need() != Need.ANYBODY) {
                    throw new Unauthenticated("log in: %s needs a token", rule.method());
                }
            }
            case Caller.Service service -> {
                if (service.onBehalfOf().isPresent() && !rule.services()) {
                    checkCaller(rule, service.onBehalfOf().get());
                } else if (service.onBehalfOf().isEmpty() && !rule.services() && rule.need() != Need.ANYBODY) {
                    throw new PermissionDenied(
                            "%s may not call %s for itself, only for a user", service, rule.method());
                }
            }
            case Caller.Pod pod -> {
                if (rule.pods() == PodScope.NONE && rule.need() != Need.ANYBODY) {
                    throw new PermissionDenied("a task pod may not call %s", rule.method());
                }
            }
            case Caller.User user -> {
                if (rule.need() == Need.SERVICE) {
                    throw new PermissionDenied("only services of this deployment may call %s", rule.method());
                }
            }
        }
    }

    /** Refuses a call of a caller that has passed {@link #checkCaller}. */
    void check(MethodRule rule, Caller caller, RoleBindings roles, Message request) {
        if (rule.need() == Need.ANYBODY) {
            return;
        }
        switch (caller) {
            case Caller.Service service -> {
                if (!rule.services() && service.onBehalfOf().isPresent()) {
                    check(rule, service.onBehalfOf().get(), roles, request);
                }
            }
            case Caller.Pod pod -> checkPod(rule, pod, roles, request);
            case Caller.User user -> checkUser(rule, roles.of(user), request);
            case Caller.Anonymous nobody -> checkCaller(rule, nobody);
        }
    }

    private void checkUser(MethodRule rule, Grants grants, Message request) {
        if (rule.need() == Need.LOGIN) {
            return;
        }
        if (rule.need() == Need.ORGANIZATION) {
            require(Need.ORGANIZATION, grants, Place.EVERYWHERE);
            return;
        }
        List<Found> places = found(rule.places(), request);
        if (places.isEmpty() && !rule.partial()) {
            require(rule.need(), grants, Place.EVERYWHERE);
        }
        for (Found found : places) {
            if (!(rule.partial() && isPart(found.place()))) {
                require(rule.need(), grants, found.place());
            }
        }
        for (Found found : found(rule.viewed(), request)) {
            require(Need.VIEWER, grants, found.place());
        }
    }

    private void checkPod(MethodRule rule, Caller.Pod pod, RoleBindings roles, Message request) {
        PodIdentity own = pod.identity().orElseThrow(() -> new Unauthenticated("the pod runs no attempt any more"));
        List<Found> places = new ArrayList<>(found(rule.places(), request));
        places.addAll(found(rule.viewed(), request));
        switch (rule.pods()) {
            case NONE -> throw new PermissionDenied("a task pod may not call %s", rule.method());
            case ALL -> {
                return;
            }
            case RUN -> {
                if (places.isEmpty() || !places.stream().allMatch(found -> isOf(own, found))) {
                    throw new NotFound(
                            "the request names no action of the run of this pod, %s",
                            own.action().run());
                }
            }
            case PROJECT -> {
                Place home = new Place(own.action().project(), own.action().domain());
                if ((places.isEmpty() && !rule.partial())
                        || places.stream().anyMatch(found -> !found.place().equals(home))) {
                    throw new NotFound("a pod of %s may not reach what is in another project or domain", home);
                }
                if (own.creator() instanceof Caller.User creator) {
                    checkUser(rule, roles.of(creator), request);
                }
            }
        }
    }

    private static boolean isOf(PodIdentity own, Found found) {
        return found.run().equals(own.action().runName())
                && found.place()
                        .equals(new Place(own.action().project(), own.action().domain()));
    }

    /** Refuses who has less than what is needed at a place. */
    void require(Need need, Grants grants, Place place) {
        Role needed = need.role(isProtected(place)).orElseThrow();
        Optional<Role> held = grants.at(place);
        if (held.isEmpty() && place.equals(Place.EVERYWHERE)) {
            throw new PermissionDenied("%s needed in %s, you are none of it", needed.label(), place);
        }
        if (held.isEmpty()
                && !(place.domain().isEmpty()
                        && grants.anywhereIn(place.project()).isPresent())) {
            throw new NotFound("%s does not exist, or you have no role there", place);
        }
        if (held.isEmpty() || !held.get().includes(needed)) {
            throw new PermissionDenied(
                    "%s needed in %s, you are %s",
                    needed.label(), place, held.map(Role::label).orElse("none of it"));
        }
    }

    /** A place without a domain is in all of them. */
    private boolean isProtected(Place place) {
        return place.domain().isEmpty() || protectedDomains.contains(place.domain());
    }

    private static boolean isPart(Place place) {
        return place.project().isEmpty() || place.domain().isEmpty();
    }

    private static List<Found> found(List<PlacePath> paths, Message request) {
        return paths.stream().flatMap(path -> path.in(request).stream()).toList();
    }
}
