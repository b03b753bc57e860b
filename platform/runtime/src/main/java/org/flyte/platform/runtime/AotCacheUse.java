package org.flyte.platform.runtime;

import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.util.List;
import java.util.Optional;

/**
 * Whether this JVM was given an AOT cache and took it. A JVM that cannot use the cache, because it is of another JDK, of
 * other jars or flags, or damaged, starts without it.
 *
 * @param arguments the flags of the JVM
 * @param vmInfo the system property {@code java.vm.info}
 */
record AotCacheUse(List<String> arguments, String vmInfo) {
    private static final String FLAG = "-XX:AOTCache=";

    static AotCacheUse ofThisJvm() {
        RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
        return new AotCacheUse(runtime.getInputArguments(), System.getProperty("java.vm.info", ""));
    }

    /** The file that was named, the last one when several were. */
    Optional<String> file() {
        return arguments.stream()
                .filter(argument -> argument.startsWith(FLAG))
                .reduce((first, last) -> last)
                .map(argument -> argument.substring(FLAG.length()));
    }

    /** The JVM maps a named cache or nothing at all, never its own default archive in its place. */
    boolean isUsed() {
        return file().isPresent() && vmInfo.contains("sharing");
    }
}
