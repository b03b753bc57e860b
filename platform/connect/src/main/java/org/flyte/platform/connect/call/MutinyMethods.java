package org.flyte.platform.connect.call;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds the Mutiny method behind a method definition and drives it with back-pressure; the generated stubs ask a
 * stream for everything at once, which would buffer without bound for a slow reader.
 */
final class MutinyMethods {
    private final FailureMapper failures;

    MutinyMethods(FailureMapper failures) {
        this.failures = failures;
    }

    /** Returns the definition with a handler that has back-pressure, or unchanged if the service is not a Mutiny one. */
    <Q, P> ServerMethodDefinition<Q, P> paced(BindableService service, ServerMethodDefinition<Q, P> definition) {
        return methodOf(service, definition.getMethodDescriptor())
                .map(method -> definition.withServerCallHandler(
                        this.<Q, P>handler(service, method, definition.getMethodDescriptor())))
                .orElse(definition);
    }

    private <Q, P> ServerCallHandler<Q, P> handler(
            BindableService service, Method method, MethodDescriptor<Q, P> descriptor) {
        MethodHandle handle = handleOf(service, method);
        ExecutionModel threading = ExecutionModel.of(service.getClass(), method);
        return switch (descriptor.getType()) {
            case UNARY -> new UniHandler<Q, P>(threading.unary(caller(handle)), failures);
            case SERVER_STREAMING -> new MultiHandler<Q, P>(threading.stream(caller(handle)), failures);
            case CLIENT_STREAMING -> {
                Function<Multi<Q>, Uni<P>> call = caller(handle);
                yield new ClientStreamHandler<Q, P>(
                        (requests, answer) ->
                                call.apply(requests).toMulti().subscribe().withSubscriber(answer),
                        failures);
            }
            case BIDI_STREAMING -> {
                Function<Multi<Q>, Multi<P>> call = caller(handle);
                yield new ClientStreamHandler<Q, P>(
                        (requests, answer) -> call.apply(requests).subscribe().withSubscriber(answer), failures);
            }
            case UNKNOWN -> throw new IllegalStateException("unknown type of " + descriptor.getFullMethodName());
        };
    }

    private static MethodHandle handleOf(BindableService service, Method method) {
        try {
            method.setAccessible(true);
            return MethodHandles.lookup()
                    .unreflect(method)
                    .bindTo(service)
                    .asType(MethodType.methodType(Object.class, Object.class));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("cannot call " + method, e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <A, R> Function<A, R> caller(MethodHandle handle) {
        return argument -> {
            try {
                return (R) (Object) handle.invokeExact((Object) argument);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new java.util.concurrent.CompletionException(e);
            }
        };
    }

    private static Optional<Method> methodOf(BindableService service, MethodDescriptor<?, ?> descriptor) {
        Class<?> result = descriptor.getType().serverSendsOneMessage() ? Uni.class : Multi.class;
        String name = javaName(descriptor.getBareMethodName());
        return Arrays.stream(service.getClass().getMethods())
                .filter(method ->
                        method.getName().equals(name) || method.getName().equals(name + "_"))
                .filter(method -> method.getParameterCount() == 1 && method.getReturnType() == result)
                .filter(method -> !method.isBridge())
                .findFirst();
    }

    /** Returns the name that an RPC has in Java. */
    static String javaName(String rpc) {
        StringBuilder name = new StringBuilder(rpc.substring(0, 1).toLowerCase(Locale.ROOT));
        for (int i = 1; i < rpc.length(); i++) {
            char c = rpc.charAt(i);
            if (c == '_') {
                continue;
            }
            name.append(rpc.charAt(i - 1) == '_' ? Character.toUpperCase(c) : c);
        }
        return name.toString();
    }
}
