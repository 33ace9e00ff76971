package io.github.syncimage.postprocess.swr;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.image.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Without keys the program must neither call SWR nor pay for loading the SDK. */
class WithoutKeysTest {
    @Test
    void loadsNoClassOfTheSdk() throws Exception {
        Class<?> swr = new WithoutSdk().loadClass(Swr.class.getName());
        Function<URI, Optional<URI>> direct = address -> Optional.empty();
        Object nobody = swr.getConstructors()[0].newInstance(null, true, direct);
        Object step = swr.getMethod("publish", ImageReference.class)
                .invoke(nobody, ImageReference.parse("swr.cn-southwest-2.myhuaweicloud.com/team/hello:1.0"));

        assertThat(swr.getClassLoader()).isInstanceOf(WithoutSdk.class);
        assertThat(step)
                .hasToString("PostStep[result=NOT_CONFIGURED, "
                        + "detail=no keys for SWR's API are configured, so the repository was left as it is]");
    }

    /** Defines this package's classes anew and knows no SDK: whoever needs it here fails. */
    private static final class WithoutSdk extends ClassLoader {
        private static final String OURS = Swr.class.getPackageName() + ".";

        WithoutSdk() {
            super(WithoutKeysTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("com.huaweicloud.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith(OURS)) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            return known != null ? known : define(name);
        }

        private Class<?> define(String name) {
            try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
