package org.flyte.platform.testkit;

import java.util.Map;
import java.util.function.Supplier;

/**
 * Starts a server once for the whole test JVM.
 *
 * <p>Quarkus loads test classes and this kit anew for every application it starts, so a static field is not enough: the
 * server lives in the system class loader, and what it offers crosses over as JDK types.
 */
final class JvmWide {
    private JvmWide() {}

    /** What the one instance of the given kind of server offers, by name; starts it when it is the first call. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> of(Class<? extends Supplier<Map<String, Object>>> kind) {
        ClassLoader system = ClassLoader.getSystemClassLoader();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(system);
        try {
            Class<?> shared = Class.forName(kind.getName(), true, system);
            var constructor = shared.getDeclaredConstructor();
            constructor.setAccessible(true);
            return ((Supplier<Map<String, Object>>) constructor.newInstance()).get();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot start " + kind.getSimpleName(), e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Runs an action of a shared server as if it were called from its own class loader. */
    static void run(Object action) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        try {
            ((Runnable) action).run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
