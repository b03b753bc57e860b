package org.flyte.platform.connect.call;

import io.grpc.Context;
import io.quarkus.virtual.threads.VirtualThreadsRecorder;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Where a service's method runs: on the event loop, unless its annotations say that it blocks. */
enum ExecutionModel {
    EVENT_LOOP,
    WORKER,
    VIRTUAL;

    static ExecutionModel of(Class<?> service, Method method) {
        if (isMarked(service, method, RunOnVirtualThread.class)) {
            return VIRTUAL;
        }
        return isMarked(service, method, Blocking.class) ? WORKER : EVENT_LOOP;
    }

    <Q, P> Function<Q, Uni<P>> unary(Function<Q, Uni<P>> method) {
        return this == EVENT_LOOP
                ? method
                : request ->
                        Uni.createFrom().deferred(() -> method.apply(request)).runSubscriptionOn(executor());
    }

    <Q, P> Function<Q, Multi<P>> stream(Function<Q, Multi<P>> method) {
        return this == EVENT_LOOP
                ? method
                : request ->
                        Multi.createFrom().deferred(() -> method.apply(request)).runSubscriptionOn(executor());
    }

    /** The call's headers stay readable on the thread that the method runs on. */
    private Executor executor() {
        return Context.current()
                .fixedContextExecutor(
                        this == VIRTUAL ? VirtualThreadsRecorder.getCurrent() : Infrastructure.getDefaultWorkerPool());
    }

    private static boolean isMarked(Class<?> service, Method method, Class<? extends Annotation> mark) {
        for (Class<?> type = service; type != null && type != Object.class; type = type.getSuperclass()) {
            if (type.isAnnotationPresent(mark) || declares(type, method, mark)) {
                return true;
            }
        }
        return false;
    }

    private static boolean declares(Class<?> type, Method method, Class<? extends Annotation> mark) {
        try {
            return type.getDeclaredMethod(method.getName(), method.getParameterTypes())
                    .isAnnotationPresent(mark);
        } catch (NoSuchMethodException e) {
            return false;
        }
    }
}
