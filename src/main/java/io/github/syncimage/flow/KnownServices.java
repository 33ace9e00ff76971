package io.github.syncimage.flow;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.engine.DefaultClassResolver;

/**
 * Looks for each of Camel's files of services once. Camel asks for one for every step of every route, mostly for one that is not
 * there, which it then looks for in all jars three times over: that was half of the time in which routes start.
 */
final class KnownServices extends DefaultClassResolver {
    private static final String SERVICES = "META-INF/services/org/apache/camel/";

    /** What is in jars stays as it is; another folder of extensions has another class loader. */
    private static final Map<ClassLoader, Map<String, Optional<byte[]>>> KNOWN =
            Collections.synchronizedMap(new WeakHashMap<>());

    KnownServices(CamelContext context) {
        super(context);
    }

    @Override
    public InputStream loadResourceAsStream(String uri) {
        ClassLoader loader = getApplicationContextClassLoader();
        // There is none yet while the context is being made.
        return loader == null || !uri.startsWith(SERVICES)
                ? super.loadResourceAsStream(uri)
                : KNOWN.computeIfAbsent(loader, unknown -> new ConcurrentHashMap<>())
                        .computeIfAbsent(uri, this::read)
                        .map(ByteArrayInputStream::new)
                        .orElse(null);
    }

    private Optional<byte[]> read(String uri) {
        try (InputStream file = super.loadResourceAsStream(uri)) {
            return file == null ? Optional.empty() : Optional.of(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("could not read " + uri, e);
        }
    }
}
