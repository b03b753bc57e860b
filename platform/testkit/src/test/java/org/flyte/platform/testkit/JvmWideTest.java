package org.flyte.platform.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;

class JvmWideTest {
    @Test
    void sharesTheServerBetweenClassLoaders() throws Exception {
        try (OwnCopy loader = new OwnCopy()) {
            Class<?> copy = loader.loadClass(KubernetesApi.class.getName());

            assertThat(copy).isNotSameAs(KubernetesApi.class);
            assertThat(copy.getMethod("url").invoke(null)).isEqualTo(KubernetesApi.url());
        }
    }

    /** Loads the kit anew, as Quarkus does for each application under test. */
    private static final class OwnCopy extends URLClassLoader {
        OwnCopy() {
            super(new URL[] {
                KubernetesApi.class.getProtectionDomain().getCodeSource().getLocation()
            });
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded == null && name.startsWith("org.flyte.platform.testkit.")) {
                    loaded = findClass(name);
                }
                return loaded == null ? super.loadClass(name, resolve) : loaded;
            }
        }
    }
}
