package org.flyte.runs;

import io.vertx.mutiny.sqlclient.Pool;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A pool that keeps the statements that are executed on it. */
public final class CountingPool {
    private final List<String> statements = new CopyOnWriteArrayList<>();
    private final Pool pool;

    public CountingPool(Pool target) {
        io.vertx.sqlclient.Pool delegate = target.getDelegate();
        this.pool = Pool.newInstance((io.vertx.sqlclient.Pool) Proxy.newProxyInstance(
                CountingPool.class.getClassLoader(),
                new Class<?>[] {io.vertx.sqlclient.Pool.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("preparedQuery")) {
                        statements.add((String) arguments[0]);
                    }
                    try {
                        return method.invoke(delegate, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    public Pool pool() {
        return pool;
    }

    /** The statements so far, each as often as it was executed. */
    public List<String> statements() {
        return statements;
    }
}
